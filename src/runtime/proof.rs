//! Proves providers by running a tiny model on them, and chooses one.
//!
//! That a provider is compiled in proves nothing: its own libraries, the
//! driver or the device may be missing, which shows only when a model is
//! loaded, or run.

use std::fmt;

use ort::ep::{self, ExecutionProvider};

use super::cuda::{self, Lack};
use super::{
    Device, Origin, Placement, Provider, Runtime, RuntimeError, Session, SessionOptions, Value,
};
use crate::{Cancel, Error};

/// `y = x W + b` for 2x2 matrices, by `scripts/make_runtime_graphs.py`.
const MODEL: &[u8] = include_bytes!("proof.onnx");
/// What `y` is for `x` = [[1, 0], [0, 1]]: `W` + `b`, exact in any precision.
const EXPECTED: [f32; 4] = [11.0, 22.0, 13.0, 24.0];

/// Whether a device works, found out by using it.
#[derive(Debug)]
pub struct ProviderProof {
    /// The device.
    pub device: Device,
    /// Nothing, or why it cannot run.
    pub result: Result<(), RuntimeError>,
}

/// The device that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderChoice {
    /// Where to run.
    pub device: Device,
    /// One line for each kind of device that was passed over, with the reason;
    /// empty if the person named the device.
    pub notes: Vec<String>,
}

impl fmt::Display for ProviderChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.device.fmt(f)?;
        if !self.notes.is_empty() {
            write!(f, " ({})", self.notes.join("; "))?;
        }
        Ok(())
    }
}

impl Runtime {
    /// Tries every kind of device, best first; the first CUDA device stands for all.
    pub fn proofs(&self) -> Vec<ProviderProof> {
        [Device::Cuda(0), Device::OpenVino, Device::Cpu]
            .map(|device| ProviderProof { device, result: self.prove(device) })
            .into()
    }

    /// Chooses the device for `provider`: the one that was named, or, for
    /// [`Provider::Auto`], CUDA if it works, else the CPU.
    ///
    /// # Errors
    /// [`RuntimeError::Provider`] if the device that was asked for (or, for
    /// [`Provider::Auto`], even the CPU) cannot run.
    pub fn choose(&self, provider: Provider) -> Result<ProviderChoice, RuntimeError> {
        if let Provider::On(device) = provider {
            self.prove(device)?;
            return Ok(ProviderChoice { device, notes: Vec::new() });
        }
        let mut notes = Vec::new();
        match self.prove(Device::Cuda(0)) {
            Ok(()) => return Ok(ProviderChoice { device: Device::Cuda(0), notes }),
            Err(RuntimeError::Provider { reason, .. }) => notes.push(format!("not cuda: {reason}")),
            Err(other) => return Err(other),
        }
        // OpenVINO cannot load every graph that the runtime itself can, so a
        // tiny one proves too little to take it unasked.
        let built_in = ep::OpenVINO::is_available().unwrap_or(false);
        let reason = if built_in {
            "it is used only when it is asked for".to_owned()
        } else {
            no_provider(Device::OpenVino, self)
        };
        notes.push(format!("not openvino: {reason}"));
        self.prove(Device::Cpu)?;
        Ok(ProviderChoice { device: Device::Cpu, notes })
    }

    /// Proves that `device` works: loads a tiny model onto it, runs it and
    /// compares the result. No node may fall back to the CPU.
    ///
    /// # Errors
    /// [`RuntimeError::Provider`] with the cause and what mends it.
    pub fn prove(&self, device: Device) -> Result<(), RuntimeError> {
        let fails = |reason: String| {
            let (reason, remedy) = explain(device, self, &reason);
            RuntimeError::Provider { device, reason, remedy }
        };
        let options = SessionOptions { device, threads: Some(1), ..Default::default() };
        let mut session = self.strict_session(MODEL, &options).map_err(|error| match error {
            RuntimeError::Session { reason, .. } => fails(reason),
            other => other,
        })?;
        match run(&mut session) {
            Ok(result) if result == EXPECTED => Ok(()),
            Ok(result) => {
                Err(fails(format!("it computes wrongly: {result:?} where {EXPECTED:?} is right")))
            }
            Err(Error::Runtime(RuntimeError::Run { reason, .. })) => Err(fails(reason)),
            Err(other) => Err(fails(other.to_string())),
        }
    }

    /// Makes the device's own libraries ready to be loaded.
    pub(super) fn prepare(&self, device: Device) -> Result<(), RuntimeError> {
        let Device::Cuda(_) = device else { return Ok(()) };
        let Err(lack) = cuda::prepare(self.path()) else { return Ok(()) };
        let (reason, remedy) = match lack {
            Lack::Provider => (no_provider(device, self), install_remedy(device, self)),
            Lack::Libraries(reasons) => (
                format!("CUDA libraries are not found: {}", reasons.join(", ")),
                format!(
                    "install CUDA 13, or `pip install \"onnxruntime-gpu[cuda,cudnn]=={}\"` into a \
                     Python environment, and name its folder in {}",
                    self.version(),
                    cuda::LIBRARIES_VARIABLE
                ),
            ),
            Lack::Driver(reason) => (
                format!("there is no NVIDIA driver: {reason}"),
                "install NVIDIA's driver (`nvidia-smi` shows it), or use --provider cpu".to_owned(),
            ),
        };
        Err(RuntimeError::Provider { device, reason, remedy })
    }
}

fn run(session: &mut Session) -> Result<Vec<f32>, Error> {
    let unit = Value::from_f32(ndarray::arr2(&[[1.0, 0.0], [0.0, 1.0]]))?;
    let results = session.run(&[("x", &unit)], &[("y", Placement::Host)], &Cancel::new())?;
    let result = results.first().map(Value::view_f32).transpose()?;
    Ok(result.map(|y| y.iter().copied().collect()).unwrap_or_default())
}

fn no_provider(device: Device, runtime: &Runtime) -> String {
    let (version, flavour) = (runtime.version(), device.flavour());
    format!("the ONNX Runtime library in use ({version}) has no {flavour} provider")
}

fn install_remedy(device: Device, runtime: &Runtime) -> String {
    let flavour = device.flavour();
    let first = match runtime.library().origin {
        Origin::Environment => "unset ORT_DYLIB_PATH and ",
        Origin::Configured => "leave the library out of the configuration and ",
        _ => "",
    };
    format!("{first}install one that has it with `chartqa runtime install {flavour}`")
}

/// A cause a person understands, and what mends it, for the runtime's own words.
fn explain(device: Device, runtime: &Runtime, reason: &str) -> (String, String) {
    let cpu = ", or use --provider cpu";
    let has = |part: &str| reason.contains(part);
    if has("not enabled in this build") || has("not supported in this build") {
        (no_provider(device, runtime), install_remedy(device, runtime))
    } else if has("driver version is insufficient") {
        (
            format!("the NVIDIA driver is too old for this CUDA: {}", brief(reason)),
            format!("update NVIDIA's driver{cpu}"),
        )
    } else if has("no CUDA-capable device") {
        (
            format!("there is no CUDA device: {}", brief(reason)),
            format!("check that `nvidia-smi` lists a device{cpu}"),
        )
    } else if has("invalid device ordinal") {
        (
            format!("there is no device {device}: {}", brief(reason)),
            "name one that `nvidia-smi` lists; they count from 0".to_owned(),
        )
    } else {
        (
            brief(reason),
            match device {
                Device::Cuda(_) => format!("check that `nvidia-smi` works here{cpu}"),
                Device::OpenVino => {
                    format!("install it anew with `chartqa runtime install openvino`{cpu}")
                }
                Device::Cpu => "install it anew with `chartqa runtime install cpu`".to_owned(),
            },
        )
    }
}

/// The first line of the runtime's message, without the C++ signature some begin with.
fn brief(reason: &str) -> String {
    let line = reason.lines().find(|line| !line.trim().is_empty()).unwrap_or(reason).trim();
    // `/src/file.cc:123 onnxruntime::... [ONNXRuntimeError] : 1 : FAIL : the message`
    let message = line.rsplit_once("FAIL : ").map_or(line, |(_, message)| message);
    message.trim().to_owned()
}
