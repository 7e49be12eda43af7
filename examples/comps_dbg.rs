fn main() {
    let a: Vec<String> = std::env::args().collect();
    let page = image::open(&a[1]).unwrap().to_rgb8();
    let ink = chartqa::marks::ink::ink(&page);
    let f = chartqa::marks::text_boxes::text_boxes(&page, &ink);
    let mut v: Vec<_> = f.components.items.iter().enumerate().collect();
    v.sort_by_key(|c| -(c.1.bounds.width()));
    for (i, c) in v.iter().take(12) {
        println!("{:?} area {} letter {}", c.bounds, c.area, f.letters.contains(i));
    }
}
