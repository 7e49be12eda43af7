// Draws one chart, described by lines of tab-separated words on standard input, with JFreeChart.
import java.awt.Color;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.jfree.chart.*;
import org.jfree.chart.axis.*;
import org.jfree.chart.labels.*;
import org.jfree.chart.plot.*;
import org.jfree.chart.renderer.category.*;
import org.jfree.ui.RectangleEdge;
import org.jfree.data.category.DefaultCategoryDataset;
import org.jfree.data.general.DefaultPieDataset;

public class Draw {
    public static void main(String[] unused) throws Exception {
        Map<String, String[]> one = new HashMap<>();
        Map<String, String> option = new HashMap<>();
        List<String[]> series = new ArrayList<>();
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line; (line = in.readLine()) != null; ) {
            String[] words = line.split("\t", -1);
            if (words[0].equals("series")) series.add(words);
            else if (words[0].equals("option")) option.put(words[1], words[2]);
            else one.put(words[0], Arrays.copyOfRange(words, 1, words.length));
        }
        String type = one.get("type")[0], title = one.get("title")[0];
        String[] names = one.get("names"), axes = one.get("axes");
        boolean printed = one.get("print")[0].equals("1"), many = series.size() > 1;
        if (option.getOrDefault("theme", "").equals("legacy")) ChartFactory.setChartTheme(StandardChartTheme.createLegacyTheme());
        if (option.getOrDefault("theme", "").equals("dark")) ChartFactory.setChartTheme(StandardChartTheme.createDarknessTheme());
        JFreeChart made;
        if (type.equals("pie") || type.equals("donut")) {
            DefaultPieDataset data = new DefaultPieDataset();
            for (int k = 0; k < names.length; k++) data.setValue(names[k], Double.parseDouble(series.get(0)[k + 2]));
            made = type.equals("pie") ? ChartFactory.createPieChart(title, data, false, false, false) : ChartFactory.createRingChart(title, data, false, false, false);
            PiePlot plot = (PiePlot) made.getPlot();
            plot.setLabelGenerator(new StandardPieSectionLabelGenerator(printed ? "{0} = {1}%" : "{0}"));
        } else {
            DefaultCategoryDataset data = new DefaultCategoryDataset();
            for (String[] s : series) for (int k = 0; k < names.length; k++) data.addValue(Double.parseDouble(s[k + 2]), s[1], names[k]);
            PlotOrientation way = type.contains("horizontal") ? PlotOrientation.HORIZONTAL : PlotOrientation.VERTICAL;
            made = type.contains("line") ? ChartFactory.createLineChart(title, axes[0], axes[1], data, way, many, false, false)
                : type.startsWith("stacked") ? ChartFactory.createStackedBarChart(title, axes[0], axes[1], data, way, many, false, false)
                : ChartFactory.createBarChart(title, axes[0], axes[1], data, way, many, false, false);
            CategoryPlot plot = made.getCategoryPlot();
            if (option.containsKey("slanted")) plot.getDomainAxis().setCategoryLabelPositions(CategoryLabelPositions.UP_45);
            if (plot.getRenderer() instanceof BarRenderer && option.containsKey("flat")) {
                ((BarRenderer) plot.getRenderer()).setBarPainter(new StandardBarPainter());
                ((BarRenderer) plot.getRenderer()).setShadowVisible(false);
            }
            if (plot.getRenderer() instanceof LineAndShapeRenderer) ((LineAndShapeRenderer) plot.getRenderer()).setBaseShapesVisible(option.containsKey("points"));
            if (printed) {
                plot.getRenderer().setBaseItemLabelGenerator(new StandardCategoryItemLabelGenerator());
                plot.getRenderer().setBaseItemLabelsVisible(true);
                plot.getRangeAxis().setUpperMargin(0.12);
            }
            if (many && option.containsKey("legend")) made.getLegend().setPosition(option.get("legend").equals("right") ? RectangleEdge.RIGHT : RectangleEdge.TOP);
        }
        ChartUtilities.saveChartAsPNG(new File(one.get("path")[0]), made, Integer.parseInt(one.get("size")[0]), Integer.parseInt(one.get("size")[1]));
    }
}
