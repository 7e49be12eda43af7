//! Providers and sessions on the loaded library.

use chartqa::runtime::{Device, Placement, Provider, RuntimeError, SessionOptions, Value};
use chartqa::{Cancel, Error, ErrorKind};
use ndarray::{Array3, arr0};

use crate::common;

const GROW: &[u8] = include_bytes!("../fixtures/runtime/grow.onnx");
const LONG: &[u8] = include_bytes!("../fixtures/runtime/long.onnx");

#[test]
fn the_cpu_proves_itself() {
    let runtime = common::runtime();
    runtime.prove(Device::Cpu).unwrap();
    let choice = runtime.choose(Provider::On(Device::Cpu)).unwrap();
    assert_eq!((choice.device, choice.notes.len()), (Device::Cpu, 0));
}

#[test]
fn a_device_the_library_was_not_built_for_is_an_error_with_the_remedy() {
    let runtime = common::runtime();
    for (device, command) in [
        (Device::Cuda(0), "`chartqa runtime install cuda`"),
        (Device::OpenVino, "`chartqa runtime install openvino`"),
    ] {
        let error = runtime.choose(Provider::On(device)).unwrap_err();
        let message = error.to_string();
        assert!(
            message.starts_with(&format!("the provider {device} cannot run here")),
            "{message}"
        );
        assert!(message.contains(&format!("no {} provider", device.flavour())), "{message}");
        assert!(error.hint().unwrap().contains(command), "{:?}", error.hint());
        assert_eq!(error.kind(), ErrorKind::Missing);

        // A session says the same; it does not quietly run on the CPU.
        let options = SessionOptions { device, ..Default::default() };
        assert!(runtime.session_from_bytes("grow", GROW, &options).is_err(), "{device}");
    }
}

#[test]
fn auto_says_why_it_took_no_other() {
    let runtime = common::runtime();
    let choice = runtime.choose(Provider::Auto).unwrap();
    assert_eq!(choice.device, Device::Cpu);
    let [cuda, openvino] = choice.notes.as_slice() else { panic!("{choice:?}") };
    assert!(cuda.starts_with("not cuda: "), "{cuda}");
    assert!(openvino.starts_with("not openvino: "), "{openvino}");
    assert_eq!(runtime.proofs().iter().filter(|p| p.result.is_ok()).count(), 1);
}

#[test]
fn a_value_goes_from_run_to_run_and_grows() {
    let mut session =
        common::runtime().session_from_bytes("grow", GROW, &SessionOptions::default()).unwrap();
    assert_eq!(session.inputs().collect::<Vec<_>>(), ["past", "new"]);
    assert_eq!(session.outputs().collect::<Vec<_>>(), ["present"]);
    let mut past = Value::from_f32(Array3::<f32>::zeros((1, 0, 4))).unwrap();
    for step in 0..5 {
        let new = Value::from_f32(Array3::from_elem((1, 1, 4), step as f32)).unwrap();
        let mut present = session
            .run(
                &[("past", &past), ("new", &new)],
                &[("present", Placement::Device)],
                &Cancel::new(),
            )
            .unwrap();
        past = present.remove(0);
    }
    let view = past.view_f32().unwrap();
    assert_eq!(view.shape(), [1, 5, 4]);
    let rows: Vec<f32> = view.iter().copied().step_by(4).collect();
    assert_eq!(rows, [0.0, 1.0, 2.0, 3.0, 4.0]);
}

#[test]
fn a_wrong_call_is_an_error_and_the_session_stays_usable() {
    let mut session =
        common::runtime().session_from_bytes("grow", GROW, &SessionOptions::default()).unwrap();
    let good = Value::from_f32(Array3::<f32>::zeros((1, 1, 4))).unwrap();
    let narrow = Value::from_f32(Array3::<f32>::zeros((1, 1, 3))).unwrap();
    let whole = Value::from_i64(ndarray::Array3::<i64>::zeros((1, 1, 4))).unwrap();
    let present: &[(&str, Placement)] = &[("present", Placement::Host)];
    for (inputs, outputs) in [
        (vec![("past", &good)], present),
        (vec![("past", &good), ("nwe", &good)], present),
        (vec![("past", &good), ("new", &narrow)], present),
        (vec![("past", &good), ("new", &whole)], present),
        (vec![("past", &good), ("new", &good)], &[("absent", Placement::Host)]),
    ] {
        let error = session.run(&inputs, outputs, &Cancel::new()).unwrap_err();
        let Error::Runtime(RuntimeError::Run { name, reason }) = &error else { panic!("{error}") };
        assert_eq!(name, "grow");
        assert!(!reason.is_empty());
    }
    let inputs = [("past", &good), ("new", &good)];
    let result = session.run(&inputs, present, &Cancel::new()).unwrap();
    assert_eq!(result[0].view_f32().unwrap().shape(), [1, 2, 4]);
    assert!(whole.view_f32().is_err());
}

#[test]
fn what_is_no_graph_is_refused() {
    let runtime = common::runtime();
    let options = SessionOptions::default();
    for bytes in [b"".as_slice(), b"not a graph", &GROW[..GROW.len() / 2]] {
        let error = runtime.session_from_bytes("broken", bytes, &options).map(|_| ()).unwrap_err();
        assert!(matches!(error, RuntimeError::Session { .. }), "{error}");
    }
    let file = std::path::Path::new("/no/such/model.onnx");
    let error = runtime.session_from_file(file, &options).map(|_| ()).unwrap_err();
    assert!(error.to_string().contains("/no/such/model.onnx"), "{error}");
}

#[test]
fn a_run_in_flight_can_be_stopped() {
    let mut session =
        common::runtime().session_from_bytes("long", LONG, &SessionOptions::default()).unwrap();
    let x = Value::from_f32(ndarray::Array2::<f32>::ones((256, 256))).unwrap();
    let mut turns = |turns: i64, cancel: &Cancel| {
        let turns = Value::from_i64(arr0(turns)).unwrap();
        session.run(&[("turns", &turns), ("x", &x)], &[("y", Placement::Host)], cancel)
    };
    // It does end by itself when it is short.
    assert_eq!(turns(2, &Cancel::new()).unwrap().len(), 1);

    // This one would take weeks.
    let cancel = Cancel::new();
    let error = std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(std::time::Duration::from_millis(100));
            cancel.cancel();
        });
        turns(1_000_000_000, &cancel).unwrap_err()
    });
    assert!(matches!(error, Error::Interrupted), "{error}");
    assert_eq!(error.kind(), ErrorKind::Interrupted);

    // A switch that was triggered before stops the run before it begins.
    assert!(matches!(turns(1_000_000_000, &cancel), Err(Error::Interrupted)));
    // The session is as good as before.
    assert_eq!(turns(2, &Cancel::new()).unwrap().len(), 1);
}
