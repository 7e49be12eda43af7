//! Which execution provider a session runs on.

use std::fmt;
use std::str::FromStr;

use super::{Flavour, RuntimeError};

/// What a person asks for (`--provider`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Provider {
    /// The best one that proves itself.
    #[default]
    Auto,
    /// Exactly this device.
    On(Device),
}

/// A device a session can run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Device {
    /// The CPU provider of the library itself.
    #[default]
    Cpu,
    /// CUDA device number `.0`.
    Cuda(u32),
    /// `OpenVINO`, on the CPU.
    OpenVino,
}

impl Provider {
    /// The kinds of installed library that can serve, best first.
    pub(super) fn flavours(self) -> &'static [Flavour] {
        match self {
            // A library that was installed for CUDA is there to be used.
            Self::Auto => &[Flavour::Cuda, Flavour::Cpu, Flavour::OpenVino],
            Self::On(Device::Cpu) => &[Flavour::Cpu, Flavour::Cuda, Flavour::OpenVino],
            Self::On(Device::Cuda(_)) => &[Flavour::Cuda],
            Self::On(Device::OpenVino) => &[Flavour::OpenVino],
        }
    }
}

impl Device {
    /// The kind of library that is installed for this device.
    pub fn flavour(self) -> Flavour {
        match self {
            Self::Cpu => Flavour::Cpu,
            Self::Cuda(_) => Flavour::Cuda,
            Self::OpenVino => Flavour::OpenVino,
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(n) => write!(f, "cuda:{n}"),
            Self::OpenVino => f.write_str("openvino"),
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Auto => f.write_str("auto"),
            Self::On(device) => device.fmt(f),
        }
    }
}

impl FromStr for Provider {
    type Err = RuntimeError;

    fn from_str(text: &str) -> Result<Self, RuntimeError> {
        match text {
            "auto" => Ok(Self::Auto),
            "cpu" => Ok(Self::On(Device::Cpu)),
            "cuda" => Ok(Self::On(Device::Cuda(0))),
            "openvino" => Ok(Self::On(Device::OpenVino)),
            _ => text
                .strip_prefix("cuda:")
                .and_then(|number| number.parse().ok())
                .map(|number| Self::On(Device::Cuda(number)))
                .ok_or_else(|| RuntimeError::UnknownProvider(text.to_owned())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read() {
        for text in ["auto", "cpu", "cuda:0", "cuda:12", "openvino"] {
            assert_eq!(text.parse::<Provider>().unwrap().to_string(), text);
        }
        assert_eq!("cuda".parse::<Provider>().unwrap(), Provider::On(Device::Cuda(0)));
        for bad in ["", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:x", "cpu:1", "openvino:GPU"] {
            let error = bad.parse::<Provider>().unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Usage, "{bad}");
        }
    }
}
