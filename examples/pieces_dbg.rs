fn main() {
    let a: Vec<String> = std::env::args().collect();
    let picture = image::open(&a[1]).unwrap().to_rgba8();
    let mut page =
        image::RgbaImage::from_pixel(picture.width(), picture.height(), image::Rgba([255; 4]));
    image::imageops::overlay(&mut page, &picture, 0, 0);
    let page = image::DynamicImage::from(page).to_rgb8();
    let ink = chartqa::marks::ink::ink(&page);
    let f = chartqa::marks::text_boxes::text_boxes(&page, &ink);
    let p: Vec<i32> = a[2..6].iter().map(|s| s.parse().unwrap()).collect();
    for y in p[1]..p[3] {
        let mut s = String::new();
        for x in p[0]..p[2] {
            let at = (y as usize) * ink.width + x as usize;
            let l = f.components.labels.get_pixel(x as u32, y as u32).0[0];
            s += &if l > 0 {
                let k = f.letters.contains(&(l as usize - 1));
                format!("{}{:2}", if k { '+' } else { '!' }, l % 100)
            } else if ink.line[at] {
                " --".into()
            } else if ink.flat[at] {
                " . ".into()
            } else {
                format!("{:3}", ink.distance[at])
            };
        }
        println!("{s}");
    }
    for x in p[0]..p[2] {
        if ink.line_in_column[x as usize] > 0 {
            println!("COLS {x} {}", ink.line_in_column[x as usize]);
        }
    }
    for b in &f.boxes {
        if b.bounds.touches(chartqa::marks::geometry::PixelBox::new(p[0], p[1], p[2], p[3])) {
            println!("{b:?}");
        }
    }
}
