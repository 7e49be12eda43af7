//! Which execution provider a session runs on.

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
    /// OpenVINO, on the CPU.
    OpenVino,
}

impl std::fmt::Display for Device {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Cpu => f.write_str("cpu"),
            Self::Cuda(n) => write!(f, "cuda:{n}"),
            Self::OpenVino => f.write_str("openvino"),
        }
    }
}
