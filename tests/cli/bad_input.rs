//! Every bad input gets a message that names the thing and the reason, a hint, and the exit status
//! of the contract.

use crate::support::{Home, stderr};

/// A PNG header that claims `side` x `side` pixels, with next to no data.
fn png_of_size(side: u32) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(1, 1).write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    let mut bytes = bytes.into_inner();
    bytes[16..20].copy_from_slice(&side.to_be_bytes());
    bytes[20..24].copy_from_slice(&side.to_be_bytes());
    let crc = !bytes[12..29].iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 { (crc >> 1) ^ 0xEDB8_8320 } else { crc >> 1 }
        })
    });
    bytes[29..33].copy_from_slice(&crc.to_be_bytes());
    bytes
}

fn encoded(format: image::ImageFormat) -> Vec<u8> {
    let picture = image::RgbImage::from_fn(80, 60, |x, y| {
        image::Rgb([(x * y) as u8, (x * 5) as u8, (y * 3) as u8])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// Runs `ask` on a file with this content and gives exit status and standard error.
fn ask(name: &str, content: &[u8]) -> (i32, String) {
    let home = Home::new();
    home.file(name, content);
    let assert = home.bare().args(["ask", name, "What is the maximum?"]).assert();
    let status = assert.get_output().status.code().unwrap();
    assert!(assert.get_output().stdout.is_empty());
    (status, stderr(&home, &assert))
}

#[test]
fn pictures_that_are_none() {
    let png = encoded(image::ImageFormat::Png);
    let jpeg = encoded(image::ImageFormat::Jpeg);
    let cases: [(&str, &[u8], &str, &str); 7] = [
        ("empty.png", b"", "error: empty.png is empty", "download the picture again"),
        (
            "notes.png",
            b"These are my notes.",
            "notes.png is not a picture: its content is text",
            "PNG, JPEG",
        ),
        ("cut.png", &png[..png.len() / 2], "cut.png is a damaged PNG picture", "cut short"),
        ("cut.jpg", &jpeg[..jpeg.len() * 2 / 3], "cut.jpg is a damaged JPEG picture", "cut short"),
        (
            "huge.png",
            &png_of_size(30_000),
            "huge.png has 30000 x 30000 pixels",
            "scale the picture down",
        ),
        (
            "zero.png",
            &png_of_size(0),
            "zero.png is a damaged PNG picture",
            "download the picture again",
        ),
        ("page.png", b"<!doctype html><h1>404</h1>", "its content is a web page", "PNG, JPEG"),
    ];
    for (name, content, message, hint) in cases {
        let (status, error) = ask(name, content);
        assert_eq!(status, 1, "{name}: {error}");
        assert!(error.contains(message), "{name}: {error}");
        assert!(error.contains("hint: ") && error.contains(hint), "{name}: {error}");
    }
}

#[test]
fn paths_that_are_no_files() {
    let home = Home::new();
    for (path, message) in
        [("none.png", "error: none.png: no such file"), (".", "error: . is a directory")]
    {
        let assert = home.bare().args(["ask", path, "What?"]).assert().code(1);
        let error = stderr(&home, &assert);
        assert!(error.contains(message), "{error}");
    }
    let assert = home.bare().args(["table", "ftp://host/chart.png"]).assert().code(2);
    assert!(stderr(&home, &assert).contains("pictures are not fetched over ftp:"));
    let assert = home.bare().args(["table", "data:image/png;base64,%%%"]).assert().code(2);
    assert!(stderr(&home, &assert).contains("not a data URI"));
}

#[test]
fn questions_that_are_none() {
    let home = Home::new();
    home.file("t.csv", b"a,b\nx,1\n");
    for question in ["", "   "] {
        let assert = home.bare().args(["ask", "--table", "t.csv", question]).assert().code(2);
        assert!(stderr(&home, &assert).contains("error: the question is empty"));
    }
    let assert = home.bare().args(["ask", "chart.png"]).assert().code(2);
    assert!(stderr(&home, &assert).contains("a picture and a question"));
}

#[test]
fn tables_that_are_none() {
    let home = Home::new();
    home.file("picture.csv", &encoded(image::ImageFormat::Png));
    home.file("empty.csv", b"");
    for (name, message) in [
        ("picture.csv", "picture.csv is not a table"),
        ("empty.csv", "empty.csv is not a table"),
        ("none.csv", "none.csv"),
    ] {
        let assert = home.bare().args(["ask", "--table", name, "What is a?"]).assert().code(1);
        let error = stderr(&home, &assert);
        assert!(error.contains(message) && error.contains("error: "), "{error}");
    }
}
