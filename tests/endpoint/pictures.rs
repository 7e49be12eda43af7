//! Sending the picture: when, how, and what endpoints that cannot see say.

use chartqa::answer::llm::Options;
use chartqa::answer::picture::PictureUse;
use chartqa::answer::{Answer, Method, Status};
use chartqa::llm::{Client, EndpointError};
use chartqa::pipeline::{Answerer, Material};
use chartqa::reader::ReadError;
use chartqa::{Cancel, Error, ErrorKind, Reading, Result};
use image::RgbImage;

use crate::faults::endpoint_error;
use crate::server::{Request, Script, Server, error, http, says, table};

/// An answerer at `server` that remembers in `file`.
fn answerer(server: &Server, picture: PictureUse, file: &std::path::Path) -> Answerer {
    let mut options = Options::new(Method::Direct).unwrap();
    options.picture = picture;
    let client = Client::new(server.endpoint()).unwrap().remembering(file.to_owned());
    Answerer::Llm { client: Box::new(client), options: Box::new(options) }
}

#[allow(clippy::unnecessary_wraps, reason = "as readers give it")]
fn reading() -> Result<Reading> {
    Ok(Reading { table: table(), ..Reading::default() })
}

fn refusal() -> Result<Reading> {
    Err(ReadError::Unreadable { model: "mini".to_owned(), seen: "a map".to_owned() }.into())
}

async fn ask(
    answerer: &Answerer,
    question: &str,
    read: &Result<Reading>,
) -> Option<Result<Answer>> {
    let picture = || Ok(RgbImage::from_pixel(4, 3, image::Rgb([1, 2, 3])));
    let material = answerer.material(question, read, picture).unwrap()?;
    Some(answerer.answer(&material, question, &Cancel::new(), &mut |_| {}).await)
}

fn has_picture(request: &Request) -> bool {
    let last = request.body["messages"].as_array().unwrap().last().unwrap();
    last["content"][1]["image_url"]["url"]
        .as_str()
        .is_some_and(|url| url.starts_with("data:image/png;base64,"))
}

const COLOUR: &str = "What does the red line show?";

#[tokio::test]
async fn auto_sends_a_picture_only_after_the_endpoint_was_shown_to_take_one() {
    let server = Server::start(vec![says("The answer is East.")]).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endpoints.json");
    let auto = answerer(&server, PictureUse::Auto, &file);
    let sent = async |answerer: &Answerer, question, read: &Result<Reading>| {
        ask(answerer, question, read).await.unwrap().unwrap().answerer.sent.unwrap()
    };
    let first = sent(&auto, COLOUR, &reading()).await;
    assert!(first.table && !first.picture, "{first:?}");
    assert!(first.why.unwrap().contains("not yet shown"));
    // Refused and not to be sent: there is nothing to ask about.
    assert!(ask(&auto, COLOUR, &refusal()).await.is_none());

    sent(&answerer(&server, PictureUse::Always, &file), "East?", &reading()).await;
    let auto = answerer(&server, PictureUse::Auto, &file);
    let second = sent(&auto, COLOUR, &reading()).await;
    assert!(second.table && second.picture);
    assert_eq!(second.why.as_deref(), Some("the question is about a colour"));
    let third = sent(&auto, "What are the sales of East?", &reading()).await;
    assert!(third.table && !third.picture);
    let fourth = sent(&auto, "What is it?", &refusal()).await;
    assert!(!fourth.table && fourth.picture, "{fourth:?}");
    let pictures: Vec<bool> = server.requests().iter().map(has_picture).collect();
    assert_eq!(pictures, [false, true, true, false, true]);
}

#[tokio::test]
async fn an_endpoint_without_vision_gets_a_clear_message() {
    let folder = tempfile::tempdir().unwrap();
    for (number, (status, message)) in [
        ("400 Bad Request", "Invalid content type. image_url is only supported by certain models."),
        ("404 Not Found", "No endpoints found that support image input"),
        ("500 Internal Server Error", "image input is not supported - hint: provide the mmproj"),
        ("422 Unprocessable Entity", "unknown variant `image_url`, expected `text`"),
    ]
    .into_iter()
    .enumerate()
    {
        let server = Server::start(vec![error(status, message)]).await;
        let file = folder.path().join(number.to_string());
        for way in [PictureUse::Always, PictureUse::Only] {
            let answerer = answerer(&server, way, &file);
            let failure =
                endpoint_error(ask(&answerer, "East?", &reading()).await.unwrap().unwrap_err());
            assert!(matches!(failure, EndpointError::NoVision { .. }), "{failure:?}");
            assert!(
                failure.to_string().contains("takes no pictures for `test-model`"),
                "{failure}"
            );
            assert!(failure.hint().unwrap().contains("--picture"));
        }
        assert_eq!(server.requests().len(), 2, "{message}");
        let Answerer::Llm { client, .. } = answerer(&server, PictureUse::Auto, &file) else {
            panic!()
        };
        assert_eq!(client.known().pictures, Some(false));
    }
}

#[tokio::test]
async fn a_server_that_only_chokes_gets_the_hint_that_it_may_be_the_picture() {
    let folder = tempfile::tempdir().unwrap();
    for status in ["400 Bad Request", "500 Internal Server Error"] {
        let server = Server::start(vec![http(status, "", "")]).await;
        let answerer = answerer(&server, PictureUse::Only, &folder.path().join("x"));
        let failure =
            endpoint_error(ask(&answerer, "East?", &reading()).await.unwrap().unwrap_err());
        assert!(failure.hint().unwrap().contains("holds a picture"), "{failure:?}");
    }
}

#[tokio::test]
async fn auto_asks_again_without_when_the_picture_is_no_longer_taken() {
    let no = error("400 Bad Request", "this model does not support image input");
    let scripts = vec![says("The answer is East."), no, says("The answer is East.")];
    let server = Server::start(scripts).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("endpoints.json");
    ask(&answerer(&server, PictureUse::Always, &file), "East?", &reading()).await.unwrap().unwrap();
    let auto = answerer(&server, PictureUse::Auto, &file);
    let answer = ask(&auto, COLOUR, &reading()).await.unwrap().unwrap();
    let sent = answer.answerer.sent.unwrap();
    assert!(sent.table && !sent.picture);
    assert_eq!(sent.why.as_deref(), Some("the endpoint did not take the picture"));
    let pictures: Vec<bool> = server.requests().iter().map(has_picture).collect();
    assert_eq!(pictures, [true, true, false]);
}

#[tokio::test]
async fn of_a_picture_alone_there_is_no_table_and_no_evidence() {
    let server =
        Server::start(vec![says("Cells: R1C1\nThe answer is 7."), says("not answerable")]).await;
    let folder = tempfile::tempdir().unwrap();
    let only = answerer(&server, PictureUse::Only, &folder.path().join("x"));
    let material = Material::picture(&RgbImage::new(4, 3)).unwrap();
    let ask =
        async || only.answer(&material, "How many?", &Cancel::new(), &mut |_| {}).await.unwrap();
    let answer = ask().await;
    assert_eq!(answer.answer.as_deref(), Some("7"));
    assert!(answer.table.is_none() && answer.evidence.is_empty() && answer.confidence.is_none());
    let none = ask().await;
    assert_eq!(none.status, Status::NotAnswerable);
    assert!(none.reason.unwrap().contains("picture"));
    assert!(server.requests().iter().all(has_picture));
}

#[tokio::test]
async fn the_rules_need_a_table() {
    let material = Material::picture(&RgbImage::new(4, 3)).unwrap();
    let answer = Answerer::Rules.answer(&material, "How many?", &Cancel::new(), &mut |_| {}).await;
    let error = answer.unwrap_err();
    assert!(matches!(error, Error::Answer(_)) && error.kind() == ErrorKind::Usage, "{error:?}");
}

#[tokio::test]
async fn a_reading_that_failed_otherwise_is_not_asked_about() {
    let server = Server::start(vec![Script::Hang]).await;
    let folder = tempfile::tempdir().unwrap();
    let always = answerer(&server, PictureUse::Always, &folder.path().join("x"));
    assert!(ask(&always, "East?", &Err(Error::Interrupted)).await.is_none());
}
