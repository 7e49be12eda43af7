use chartqa::marks::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let page = image::open(&a[1]).unwrap().to_rgb8();
    let r = regions::regions(&page);
    println!("page {:?} n {}", r.page, r.items.len());
    let mut v: Vec<_> = r.items.iter().filter(|x| x.area > 150).collect();
    v.sort_by_key(|x| -(x.area as i64));
    for x in v.iter().take(40) {
        println!(
            "{:?} area {} col {:?} fill {:.2} sides {:.2}",
            x.bounds,
            x.area,
            x.colour.map(|c| c as i32),
            x.fill,
            x.sides
        );
    }
    for o in [geometry::Orientation::Vertical, geometry::Orientation::Horizontal] {
        let c = bars::candidates(&page, &r, 1.0, o);
        println!("{o:?} {}", c.len());
        for x in c.iter().take(20) {
            println!("   {:?} {:?}", x.bounds, x.colour);
        }
    }
}
