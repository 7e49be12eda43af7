//! What the processor can compute.

/// Whether the processor multiplies bfloat16 numbers (AMX or AVX-512), as Linux names it; `OpenVINO`,
/// the one provider that makes use of it, is installed on Linux only. Elsewhere the answer is no.
pub fn bf16_arithmetic() -> bool {
    std::fs::read_to_string("/proc/cpuinfo").is_ok_and(|text| multiplies_bf16(&text))
}

fn multiplies_bf16(cpuinfo: &str) -> bool {
    let flags = cpuinfo.lines().find(|line| line.starts_with("flags"));
    flags.is_some_and(|line| {
        line.split_whitespace().any(|flag| ["amx_bf16", "avx512_bf16"].contains(&flag))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bf16_is_found_by_its_flag() {
        let cpu = |flags: &str| format!("processor : 0\nflags : fpu {flags} sse\n");
        assert!(multiplies_bf16(&cpu("amx_bf16 amx_tile")));
        assert!(multiplies_bf16(&cpu("avx512_bf16")));
        assert!(!multiplies_bf16(&cpu("avx2 avx512f")));
        assert!(!multiplies_bf16(""));
    }
}
