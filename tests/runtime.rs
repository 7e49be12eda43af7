//! The ONNX Runtime library: found, refused, installed, loaded.

mod common;

#[test]
fn the_pinned_library_is_installed_and_loaded() {
    let runtime = common::runtime();
    assert!(runtime.path().is_file());
    assert!(runtime.version().starts_with("1."));
}
