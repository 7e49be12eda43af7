//! Pictures from http addresses: a real server on this machine that behaves badly.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::time::Duration;

use chartqa::image_source::{ImageError, ImageSource, Limits};

use crate::support::{Home, example, stderr};

/// Serves one request with `reply` and gives the address of a picture there.
fn serve(reply: impl FnOnce(&mut TcpStream) + Send + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/chart.png?token=secret", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut reader = BufReader::new(stream.try_clone().unwrap());
        let mut head = String::new();
        while reader.read_line(&mut head).unwrap() > 2 {}
        reply(&mut stream);
    });
    url
}

/// What the library says of a URL, with small limits.
fn fetched(url: &str) -> Result<Vec<u8>, ImageError> {
    let limits =
        Limits { max_bytes: 1 << 20, timeout: Duration::from_millis(600), ..Limits::default() };
    let source = ImageSource::parse(url).unwrap();
    tokio::runtime::Runtime::new().unwrap().block_on(source.bytes(&limits, false))
}

#[test]
fn a_picture_is_fetched() {
    let bytes = std::fs::read(example()).unwrap();
    let sent = bytes.clone();
    let url = serve(move |stream| {
        write!(stream, "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", sent.len()).unwrap();
        stream.write_all(&sent).unwrap();
    });
    assert_eq!(fetched(&url).unwrap(), bytes);
}

#[test]
fn a_url_that_never_ends_is_cut_at_the_limits() {
    let flood = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        // Ends when the client hangs up.
        while stream.write_all(&[0; 4096]).is_ok() {}
    });
    assert!(matches!(fetched(&flood), Err(ImageError::TooManyBytes { limit: 1_048_576, .. })));
    let announced = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 99999999\r\n\r\n");
    });
    assert!(matches!(fetched(&announced), Err(ImageError::TooManyBytes { .. })));
    let silent = serve(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n1234");
        std::thread::sleep(Duration::from_secs(5));
    });
    assert!(matches!(fetched(&silent), Err(ImageError::Timeout { .. })));
}

#[test]
fn the_program_names_address_reason_and_next_step() {
    let home = Home::new();
    let run = |url: &str| {
        let mut command = home.bare();
        command.env_remove("CHARTQA_OFFLINE").args(["ask", url, "What is the maximum?"]);
        stderr(&home, &command.assert().code(1))
    };
    let missing = serve(|stream| {
        stream.write_all(b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n").unwrap();
    });
    let error = run(&missing);
    assert!(error.contains("the server answered 404 Not Found"), "{error}");
    assert!(error.contains("hint: ") && !error.contains("secret"), "{error}");
    let cut = serve(|stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 900\r\n\r\n12").unwrap();
    });
    assert!(run(&cut).contains("cannot fetch http://127.0.0.1"));
    let refused = run("http://127.0.0.1:1/chart.png");
    assert!(refused.contains("cannot fetch http://127.0.0.1:1/chart.png: "), "{refused}");

    let assert = home.bare().args(["table", "http://127.0.0.1:1/chart.png"]).assert().code(1);
    assert!(stderr(&home, &assert).contains("offline mode is on"));
}
