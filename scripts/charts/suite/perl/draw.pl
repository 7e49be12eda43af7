# Draws one chart, described by lines of tab-separated words on standard input, with GD::Graph.
use strict;
use warnings;
use utf8;
use open qw(:std :encoding(UTF-8));
use GD::Graph::bars;
use GD::Graph::hbars;
use GD::Graph::linespoints;

my (%one, %option, @names, @heads, @columns);
while (my $line = <STDIN>) {
    chomp $line;
    my ($key, @words) = split /\t/, $line, -1;
    if    ($key eq 'names')  { @names = @words }
    elsif ($key eq 'series') { push @heads, shift @words; push @columns, [@words] }
    elsif ($key eq 'option') { $option{$words[0]} = $words[1] }
    else                     { $one{$key} = \@words }
}
my $type = $one{type}[0];
my $class = $type =~ /line/ ? 'linespoints' : $type =~ /horizontal/ ? 'hbars' : 'bars';
my $graph = "GD::Graph::$class"->new(@{ $one{size} });
my %setting = (title => $one{title}[0], transparent => 0, bgclr => $option{ground} // 'white');
%setting = (%setting, x_label => $one{axes}[0], y_label => $one{axes}[1], bar_spacing => 4, show_values => $one{print}[0] + 0, x_labels_vertical => $option{vertical} // 0,
    cumulate => $type =~ /^stacked/ ? 1 : 0, long_ticks => $option{grid} // 0, box_axis => $option{box} // 1, line_width => 2, legend_placement => $option{placement} // 'BC',
    x_label_position => 0.5, y_max_value => $option{top} // undef, y_tick_number => $option{ticks} // 5, t_margin => 10, b_margin => 10, l_margin => 10, r_margin => 20, values_space => 4);
$setting{y_min_value} = 0;
$setting{dclrs} = [split /,/, $option{colours}] if $option{colours};
delete $setting{$_} for grep { !defined $setting{$_} } keys %setting;
$graph->set(%setting) or die $graph->error;
my $font = $option{font} // '/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf';
$graph->set_title_font($font, 14);
$graph->set_legend(@heads) if @heads > 1;
$graph->set_legend_font($font, 10) if @heads > 1;
$graph->set_x_label_font($font, 10); $graph->set_y_label_font($font, 10);
$graph->set_x_axis_font($font, 9); $graph->set_y_axis_font($font, 9); $graph->set_values_font($font, 9);
my $picture = $graph->plot([\@names, @columns]) or die $graph->error;
open(my $file, '>:raw', $one{path}[0]) or die "cannot write $one{path}[0]: $!";
print {$file} $picture->png;
close $file;
