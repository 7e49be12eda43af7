//! Connected components with their boxes.

use image::{GrayImage, ImageBuffer, Luma};
use imageproc::region_labelling::{Connectivity, connected_components};

use crate::marks::geometry::PixelBox;

/// One connected set of pixels.
#[derive(Debug, Clone, Copy)]
pub struct Component {
    /// Its value in [`Components::labels`], from 1.
    pub label: u32,
    /// The box around it.
    pub bounds: PixelBox,
    /// Pixels in it.
    pub area: usize,
}

/// All components of a mask.
#[derive(Debug, Clone)]
pub struct Components {
    /// Label of every pixel; 0 where the mask is.
    pub labels: ImageBuffer<Luma<u32>, Vec<u32>>,
    /// The components; `items[n]` has label `n + 1`.
    pub items: Vec<Component>,
}

/// Finds the components of the pixels that are not 0.
pub fn components(mask: &GrayImage, connectivity: Connectivity) -> Components {
    let labels = connected_components(mask, connectivity, Luma([0]));
    let mut items: Vec<Component> = Vec::new();
    for (y, row) in labels.rows().enumerate() {
        for (x, Luma([label])) in row.enumerate() {
            let Some(index) = label.checked_sub(1) else { continue };
            let (x, y) = (x as i32, y as i32);
            while items.len() <= index as usize {
                let bounds = PixelBox::new(i32::MAX, i32::MAX, i32::MIN, i32::MIN);
                items.push(Component { label: items.len() as u32 + 1, bounds, area: 0 });
            }
            let item = &mut items[index as usize];
            item.bounds = item.bounds.union(PixelBox::new(x, y, x + 1, y + 1));
            item.area += 1;
        }
    }
    Components { labels, items }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_blobs_are_two_components() {
        let mut mask = GrayImage::new(10, 6);
        for (x, y) in [(1, 1), (2, 2), (7, 3), (7, 4)] {
            mask.put_pixel(x, y, Luma([255]));
        }
        let found = components(&mask, Connectivity::Eight);
        assert_eq!(found.items.len(), 2);
        assert_eq!(found.items[0].bounds, PixelBox::new(1, 1, 3, 3));
        assert_eq!(found.items[1].area, 2);
        assert_eq!(components(&mask, Connectivity::Four).items.len(), 3);
    }
}
