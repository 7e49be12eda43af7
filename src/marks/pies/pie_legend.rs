//! The legend of a pie chart: which of its entries stands for which sector.

use crate::marks::names::legend::{Entry, entries, matching};
use crate::marks::pies::disc::Disc;
use crate::marks::pies::sectors::Sector;
use crate::marks::regions::{Colour, contrast};

/// A swatch may differ from its sector by this much.
const SAME_COLOUR: f32 = 14.0;

/// Entries with a filled swatch that is no part of the pie: outside of the
/// disc, or on a sector of another colour.
pub fn apart(legend: &[Entry], disc: &Disc, sectors: &[Sector]) -> Vec<Entry> {
    let outside = |e: &&Entry| {
        let b = e.swatch.bounds;
        let (turn, away) = disc.polar(b.cx(), b.cy());
        let side = b.width().min(b.height());
        if away > disc.radius + 0.3 * side as f32 {
            return true;
        }
        let under = sectors.iter().find(|s| s.holds(turn));
        side >= 5
            && away > disc.hole
            && under.is_some_and(|s| contrast(s.colour, e.swatch.colour) > SAME_COLOUR)
    };
    legend.iter().filter(|e| matching::is_filled(&e.swatch)).filter(outside).cloned().collect()
}

/// The legend that names most sectors, in reading order, with the sector of
/// every entry; entries of sectors that are too small to be seen have none.
pub fn legend(apart: &[Entry], sectors: &[Sector]) -> (Vec<Entry>, Vec<Option<usize>>) {
    let colours: Vec<Colour> = sectors.iter().map(|s| s.colour).collect();
    let groups = apart.iter().map(|e| e.group).max().map_or(0, |g| g + 1);
    let read = (0..groups).map(|group| {
        let mut own: Vec<Entry> = apart.iter().filter(|e| e.group == group).cloned().collect();
        entries::in_reading_order(&mut own);
        let swatches: Vec<_> = own.iter().map(|e| e.swatch).collect();
        let of = if let Some(order) = matching::in_turn(&swatches, &colours) {
            order.into_iter().map(Some).collect()
        } else {
            let found = matching::by_fill(&swatches, &colours);
            (0..own.len()).map(|e| found.iter().position(|f| *f == Some(e))).collect::<Vec<_>>()
        };
        (own, of)
    });
    let named = |of: &[Option<usize>]| of.iter().flatten().count();
    read.max_by_key(|(_, of)| named(of)).unwrap_or_default()
}
