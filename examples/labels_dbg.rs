use chartqa::marks::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let page = image::open(&a[1]).unwrap().to_rgb8();
    let rt = chartqa::runtime::ensure_blocking(
        &chartqa::runtime::LibraryOptions::from_env(),
        &chartqa::progress::Silent,
    )
    .unwrap();
    let manifest = manifest().unwrap();
    let chartqa::models::manifest::Family::Marks(st) = manifest.family else { panic!() };
    let s = rt
        .session_from_bytes("mini", embedded("recogniser").unwrap(), &Default::default())
        .unwrap();
    let mut rec = recogniser::Recogniser::new(
        s,
        st,
        std::str::from_utf8(embedded("alphabet").unwrap()).unwrap(),
    )
    .unwrap();
    let ink = ink::ink(&page);
    let f = text_boxes::text_boxes(&page, &ink);
    let texts = text::read_boxes(&ink, &f, &f.boxes, &mut rec, &chartqa::Cancel::new()).unwrap();
    for t in &texts {
        println!("{:?} {:?} {:?} {:.2}", t.bounds, t.direction, t.text, t.confidence);
    }
    let r = regions::regions(&page);
    for o in [geometry::Orientation::Vertical, geometry::Orientation::Horizontal] {
        for s in axis::scales(&texts, &ink, o) {
            println!(
                "scale {o:?} slope {} ticks {:?} out {} res {} snapped {}",
                s.slope,
                s.ticks
                    .iter()
                    .map(|t| (&texts[t.text].text, t.pixel, t.number.value))
                    .collect::<Vec<_>>(),
                s.outliers,
                s.residual,
                s.snapped
            );
        }
    }
    match bars::bars(&page, &r, &[], ink.scale, |_| true) {
        Ok(b) => {
            println!(
                "bars {:?} base {} pitch {} origin {}",
                b.orientation, b.baseline, b.pitch, b.origin
            );
            for x in &b.items {
                println!("  {:?} slot {}", x.bounds, x.slot);
            }
            let parts =
                labels::cut_all(&texts, &ink, &f, &b, &mut rec, &chartqa::Cancel::new()).unwrap();
            let l = labels::labels(&parts, &[], &b, &ink);
            for i in &l.items {
                println!("  label {i:?}");
            }
        }
        Err(e) => println!("{e}"),
    }
}
