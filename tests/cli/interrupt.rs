//! Ctrl-C ends a run with status 130, whatever it waits for.

use std::io::Read as _;
use std::process::Stdio;
use std::time::Duration;

use crate::support::Home;

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_wait_for_standard_input() {
    let home = Home::new();
    let mut command = home.bare_process();
    let mut child =
        command.args(["table", "-"]).stdin(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // The child must have its handler before the signal comes: it says what model it takes first.
    let mut first = [0; 16];
    child.stderr.as_mut().unwrap().read_exact(&mut first).unwrap();
    std::thread::sleep(Duration::from_millis(50));
    // Kept open: its end would be an answer, too.
    let _stdin = child.stdin.take();
    let kill = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let status = child.wait().unwrap();
    assert_eq!(status.code(), Some(130));
    let mut error = String::new();
    child.stderr.take().unwrap().read_to_string(&mut error).unwrap();
    assert!(error.contains("interrupted"), "{error}");
}
