//! Keeps ONNX Runtime from reporting home.
//!
//! The official libraries from 1.29 on start their telemetry when the
//! environment is built, before its own switch (`DisableTelemetryEvents`) can
//! be reached; only the variable `ORT_DISABLE_TELEMETRY` keeps it from
//! starting. A variable can only be set while no other thread may be reading
//! the environment, hence the check.

use super::RuntimeError;

/// The variable that ONNX Runtime asks.
const VARIABLE: &str = "ORT_DISABLE_TELEMETRY";

/// Switches ONNX Runtime's telemetry off for this process.
///
/// Call it first thing in `main`: once there are other threads it is too late.
/// [`super::Runtime::load`] calls it too, and refuses to load a library if
/// telemetry cannot be switched off. A value the person gave the variable is
/// left as it is.
///
/// # Errors
/// [`RuntimeError::Telemetry`] if the variable is not set and this process
/// already has several threads.
pub fn disable_telemetry() -> Result<(), RuntimeError> {
    if std::env::var_os(VARIABLE).is_some_and(|value| !value.is_empty()) {
        return Ok(());
    }
    if !is_single_threaded() {
        return Err(RuntimeError::Telemetry);
    }
    #[expect(unsafe_code, reason = "setting a variable is unsafe while other threads run")]
    // SAFETY: this is the only thread (or the platform allows it at any time),
    // so nobody reads the environment meanwhile.
    unsafe {
        std::env::set_var(VARIABLE, "1");
    }
    Ok(())
}

/// Whether this process certainly has no other thread, or the platform does not mind.
fn is_single_threaded() -> bool {
    #[cfg(windows)]
    {
        // Windows guards its environment with a lock.
        true
    }
    #[cfg(any(target_os = "linux", target_os = "android"))]
    {
        std::fs::read_dir("/proc/self/task").is_ok_and(|tasks| tasks.count() == 1)
    }
    #[cfg(target_vendor = "apple")]
    {
        #[expect(unsafe_code, reason = "no crate wraps this function")]
        unsafe extern "C" {
            safe fn pthread_is_threaded_np() -> std::ffi::c_int;
        }
        pthread_is_threaded_np() == 0
    }
    #[cfg(not(any(windows, target_os = "linux", target_os = "android", target_vendor = "apple")))]
    {
        false
    }
}
