//! Several pictures read together: the same readings as one by one, in order.

use std::ops::ControlFlow;
use std::sync::mpsc::channel;
use std::time::Duration;

use chartqa::reader::{Page, ReadOptions, Reader};
use chartqa::{Error, ErrorKind, Reading, Result};
use image::RgbImage;

use crate::fixtures::picture;
use crate::models::Model;

/// Pictures of awkward sizes: their numbers of patches and their texts differ.
const PICTURES: [&str; 6] = ["bars", "tall", "uniform", "big", "wide", "rows_grey"];
/// A hang is a failure.
const LONG: Duration = Duration::from_mins(2);

fn reader(model: &Model) -> Reader {
    Reader::Pix2Struct(Box::new(model.reader(&model.manifest)))
}

/// Everything of a reading but the times; probabilities to four decimals, since sums over several
/// texts are rounded otherwise.
fn told(reading: &Reading) -> (String, Vec<String>, usize, [bool; 3]) {
    let confidences = reading.table.cell_confidence.iter().flatten().flatten();
    let verdicts = reading.verdicts;
    (
        format!("{:?} {:?} {}", reading.table.header, reading.table.rows, reading.text),
        confidences.map(|c| format!("{c:.4}")).collect(),
        reading.tokens,
        [verdicts.truncated, verdicts.repeated, verdicts.ragged],
    )
}

fn one_by_one(model: &Model, options: &ReadOptions) -> Vec<Reading> {
    let mut reader = reader(model);
    PICTURES.iter().map(|name| reader.read(&picture(name), options).unwrap()).collect()
}

fn together(
    model: &Model,
    options: &ReadOptions,
    batch: usize,
    pages: Vec<(usize, Result<Page>)>,
) -> Vec<(usize, Result<Reading>)> {
    let mut given = Vec::new();
    let give = |number, reading| {
        given.push((number, reading));
        ControlFlow::Continue(())
    };
    reader(model).read_many(pages.into_iter(), options, batch, give).unwrap();
    given
}

fn pages() -> Vec<(usize, Result<Page>)> {
    let page = |name: &&str| Ok(Page::Picture(picture(name)));
    PICTURES.iter().map(page).enumerate().collect()
}

#[test]
fn readings_are_those_of_one_picture_at_a_time_whatever_the_number() {
    for name in ["header", "plain"] {
        let model = Model::of(name);
        for max_new_tokens in [100, 7] {
            let options = ReadOptions { max_new_tokens, ..ReadOptions::default() };
            let alone = one_by_one(model, &options);
            if max_new_tokens == 100 {
                let lengths: Vec<usize> = alone.iter().map(|r| r.tokens).collect();
                assert!(lengths.iter().any(|n| *n != lengths[0]), "all alike: {lengths:?}");
            }
            for batch in [1, 2, 3, 8] {
                let given = together(model, &options, batch, pages());
                assert_eq!(given.len(), alone.len());
                for ((number, reading), (place, alone)) in
                    given.iter().zip(alone.iter().enumerate())
                {
                    let reading = reading.as_ref().unwrap();
                    assert_eq!(*number, place);
                    let what = format!("{name}, batch {batch}, picture {number}");
                    assert_eq!(told(reading), told(alone), "{what}");
                    assert!(reading.timings.total >= reading.timings.encode, "{what}");
                }
            }
        }
    }
}

#[test]
fn what_cannot_be_read_fails_alone_and_in_its_place() {
    let model = Model::of("header");
    let options = ReadOptions::default();
    let alone = one_by_one(model, &options);
    let mut pages = pages();
    let known = Reading { text: "known".to_owned(), ..Reading::default() };
    // No pixels; not even a picture; read before.
    pages.insert(1, (10, Ok(Page::Picture(RgbImage::new(0, 5)))));
    pages.insert(3, (11, Err(Error::Interrupted)));
    pages.insert(4, (12, Ok(Page::Read(Box::new(known)))));
    for batch in [1, 3] {
        let copy = pages.iter().map(|(number, page)| {
            let page = match page {
                Ok(Page::Picture(picture)) => Ok(Page::Picture(picture.clone())),
                Ok(Page::Read(reading)) => Ok(Page::Read(reading.clone())),
                Err(_) => Err(Error::Interrupted),
            };
            (*number, page)
        });
        let given = together(model, &options, batch, copy.collect());
        let order: Vec<usize> = given.iter().map(|(number, _)| *number).collect();
        assert_eq!(order, [0, 10, 1, 11, 12, 2, 3, 4, 5]);
        let error = given[1].1.as_ref().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unanswerable, "{error}");
        assert!(matches!(given[3].1, Err(Error::Interrupted)));
        assert_eq!(given[4].1.as_ref().unwrap().text, "known");
        for (number, reading) in given.into_iter().filter(|(number, _)| *number < 10) {
            assert_eq!(told(&reading.unwrap()), told(&alone[number]), "batch {batch}, {number}");
        }
    }
}

#[test]
fn cancelling_ends_all_that_are_being_read() {
    let model = Model::of("header");
    for batch in [1, 2] {
        let options = ReadOptions::default();
        let cancel = options.cancel.clone();
        let mut given = Vec::new();
        let give = |number: usize, reading: Result<Reading>| {
            cancel.cancel();
            given.push((number, reading.is_ok()));
            ControlFlow::Continue(())
        };
        reader(model).read_many(pages().into_iter(), &options, batch, give).unwrap();
        let done: Vec<bool> = given.iter().map(|(_, done)| *done).collect();
        assert_eq!(given.len(), PICTURES.len());
        // The first that ended was read; those after it were not.
        assert!(done.contains(&true) && !done[PICTURES.len() - 1], "{given:?}");
    }
}

#[test]
fn enough_is_enough() {
    let model = Model::of("header");
    for batch in [1, 2] {
        let mut taken = 0;
        let mut given = 0;
        let endless = (0..).map(|number: usize| {
            taken += 1;
            (number, Ok(Page::Picture(picture("bars"))))
        });
        let give = |_, reading: Result<Reading>| {
            reading.unwrap();
            given += 1;
            if given == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        let options = ReadOptions::default();
        reader(model).read_many(endless, &options, batch, give).unwrap();
        assert_eq!(given, 3);
        // What is held ahead is bounded: in the batch, prepared, and being prepared.
        assert!(taken <= 3 + 2 * batch + 4, "{taken} pictures taken for 3 readings");
    }
}

/// As a server would: pictures come from a queue, each when the reading before was seen.
#[test]
fn a_reading_does_not_wait_for_the_next_picture() {
    let model = Model::of("header");
    let (to_read, queue) = channel();
    let (given, readings) = channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let pages =
                queue.into_iter().map(|name: &str| (name, Ok(Page::Picture(picture(name)))));
            let give = |name: &str, reading: Result<Reading>| {
                given.send((name.to_owned(), reading.unwrap())).unwrap();
                ControlFlow::Continue(())
            };
            reader(model).read_many(pages, &ReadOptions::default(), 4, give).unwrap();
        });
        for name in ["bars", "uniform", "rows_grey"] {
            to_read.send(name).unwrap();
            let (seen, reading) = readings.recv_timeout(LONG).expect("no reading came");
            assert_eq!(seen, name);
            assert!(reading.tokens > 0);
        }
        drop(to_read);
    });
}
