//! Where pictures come from: path, standard input, URL or data URI, to an RGB picture.

mod decode;
mod error;
mod fetch;

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use url::Url;

pub use decode::decode;
pub use error::ImageError;

/// Longest part of a data URI shown in messages.
const SHOWN_URI: usize = 32;

/// A picture as a person names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageSource {
    /// A file.
    Path(PathBuf),
    /// Standard input (`-`).
    Stdin,
    /// An http or https address.
    Url(Url),
    /// A `data:` URI with the picture in it.
    DataUri(String),
}

/// Bounds on what is taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most bytes of the encoded picture.
    pub max_bytes: u64,
    /// Most pixels of the decoded picture.
    pub max_pixels: u64,
    /// Longest time a download may take.
    pub timeout: Duration,
}

impl Default for Limits {
    /// 64 MiB, 100 million pixels (300 MB once decoded), 30 seconds.
    fn default() -> Self {
        Self { max_bytes: 64 << 20, max_pixels: 100_000_000, timeout: Duration::from_secs(30) }
    }
}

impl ImageSource {
    /// Tells what `text` names: `-`, a `data:` URI, an http(s) URL, else a path.
    ///
    /// # Errors
    /// [`ImageError::Scheme`] for a URL of another scheme.
    ///
    /// ```
    /// use chartqa::image_source::ImageSource;
    /// assert_eq!(ImageSource::parse("-").unwrap(), ImageSource::Stdin);
    /// assert!(matches!(ImageSource::parse("chart.png").unwrap(), ImageSource::Path(_)));
    /// assert!(matches!(ImageSource::parse("https://host/a.png").unwrap(), ImageSource::Url(_)));
    /// assert!(ImageSource::parse("ftp://host/a.png").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Self, ImageError> {
        if text == "-" {
            return Ok(Self::Stdin);
        }
        if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:")) {
            return Ok(Self::DataUri(text.to_owned()));
        }
        let Some((scheme, _)) = text.split_once("://") else {
            return Ok(Self::Path(text.into()));
        };
        match scheme.to_ascii_lowercase().as_str() {
            "http" | "https" => Url::parse(text)
                .map(Self::Url)
                .map_err(|e| ImageError::BadUrl { url: text.to_owned(), reason: e.to_string() }),
            // A path that exists wins over a strange scheme.
            _ if Path::new(text).exists() => Ok(Self::Path(text.into())),
            other => Err(ImageError::Scheme { scheme: other.to_owned() }),
        }
    }

    /// The source's name for messages: no credentials, no long data.
    pub fn name(&self) -> String {
        match self {
            Self::Path(path) => path.display().to_string(),
            Self::Stdin => "standard input".to_owned(),
            Self::Url(url) => crate::http::redacted(url),
            Self::DataUri(uri) => {
                let start: String = uri.chars().take(SHOWN_URI).collect();
                if start.len() < uri.len() { format!("{start}…") } else { start }
            }
        }
    }

    /// Fails early, before anything heavy is loaded, if the source can be seen to be
    /// unusable without reading it: no such file, a directory, an empty file, or a
    /// URL while `offline`.
    ///
    /// # Errors
    /// The same [`ImageError`] as [`ImageSource::load`] would give.
    pub fn check(&self, limits: &Limits, offline: bool) -> Result<(), ImageError> {
        match self {
            Self::Path(path) => check_file(path, limits),
            Self::Url(url) if offline => {
                Err(ImageError::Offline { url: crate::http::redacted(url) })
            }
            Self::Url(_) | Self::Stdin | Self::DataUri(_) => Ok(()),
        }
    }

    /// The encoded picture.
    ///
    /// Must be called within a tokio runtime.
    ///
    /// # Errors
    /// [`ImageError`] if it cannot be had, is empty, or is larger than the limit.
    pub async fn bytes(&self, limits: &Limits, offline: bool) -> Result<Vec<u8>, ImageError> {
        self.check(limits, offline)?;
        let bytes = match self {
            // A pipe can keep a reader waiting for ever: not on this thread.
            Self::Path(_) | Self::Stdin => {
                let (source, limits) = (self.clone(), *limits);
                match tokio::task::spawn_blocking(move || source.read(&limits)).await {
                    Ok(result) => result?,
                    Err(e) => {
                        let source = std::io::Error::other(e);
                        return Err(ImageError::Io { name: self.name(), source });
                    }
                }
            }
            Self::Url(url) => fetch::fetch(url, limits).await?,
            Self::DataUri(uri) => self.decode_data_uri(uri, limits)?,
        };
        if bytes.is_empty() {
            return Err(ImageError::Empty { name: self.name() });
        }
        Ok(bytes)
    }

    /// The picture, upright, in RGB, transparency laid on white.
    ///
    /// # Errors
    /// [`ImageError`] if it cannot be had or decoded.
    pub async fn load(
        &self,
        limits: &Limits,
        offline: bool,
    ) -> Result<image::RgbImage, ImageError> {
        decode(&self.bytes(limits, offline).await?, &self.name(), limits)
    }

    /// Reads a file or standard input to its end or the limit.
    fn read(&self, limits: &Limits) -> Result<Vec<u8>, ImageError> {
        let failed = |source| ImageError::Io { name: self.name(), source };
        let reader: Box<dyn std::io::Read> = match self {
            Self::Path(path) => Box::new(std::fs::File::open(path).map_err(failed)?),
            _ => Box::new(std::io::stdin().lock()),
        };
        let mut bytes = Vec::new();
        reader.take(limits.max_bytes + 1).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 > limits.max_bytes {
            return Err(ImageError::TooManyBytes { name: self.name(), limit: limits.max_bytes });
        }
        Ok(bytes)
    }

    fn decode_data_uri(&self, uri: &str, limits: &Limits) -> Result<Vec<u8>, ImageError> {
        let refuse = |reason: String| ImageError::DataUri { uri: self.name(), reason };
        let url = data_url::DataUrl::process(uri).map_err(|e| refuse(e.to_string()))?;
        let (bytes, _) = url.decode_to_vec().map_err(|e| refuse(e.to_string()))?;
        if bytes.len() as u64 > limits.max_bytes {
            return Err(ImageError::TooManyBytes { name: self.name(), limit: limits.max_bytes });
        }
        Ok(bytes)
    }
}

fn check_file(path: &Path, limits: &Limits) -> Result<(), ImageError> {
    let name = path.display().to_string();
    let meta = match std::fs::metadata(path) {
        Ok(meta) => meta,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(ImageError::NotFound { name });
        }
        Err(source) => return Err(ImageError::Io { name, source }),
    };
    if meta.is_dir() {
        Err(ImageError::Directory { name })
    } else if meta.is_file() && meta.len() == 0 {
        Err(ImageError::Empty { name })
    } else if meta.len() > limits.max_bytes {
        Err(ImageError::TooManyBytes { name, limit: limits.max_bytes })
    } else {
        Ok(())
    }
}
