//! Why a picture could not be had.

use crate::ErrorKind;

/// A picture could not be had or decoded. `name` is the source as a person wrote it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImageError {
    /// There is no such file.
    #[error("{name}: no such file")]
    NotFound {
        /// The path.
        name: String,
    },
    /// The path is a folder.
    #[error("{name} is a directory, not a picture")]
    Directory {
        /// The path.
        name: String,
    },
    /// Nothing is in it.
    #[error("{name} is empty")]
    Empty {
        /// The source.
        name: String,
    },
    /// The system refused.
    #[error("cannot read {name}: {source}")]
    Io {
        /// The source.
        name: String,
        /// The system's reason.
        source: std::io::Error,
    },
    /// More bytes than allowed.
    #[error("{name} is larger than {} MiB", .limit >> 20)]
    TooManyBytes {
        /// The source.
        name: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// More pixels than allowed.
    #[error("{name} has {width} x {height} pixels, more than the {} million allowed", .limit / 1_000_000)]
    TooManyPixels {
        /// The source.
        name: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
        /// The limit in pixels.
        limit: u64,
    },
    /// Width or height is zero.
    #[error("{name} has no pixels ({width} x {height})")]
    NoPixels {
        /// The source.
        name: String,
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// The content is of no picture format that is read.
    #[error("{name} is not a picture: its content is {content}")]
    NotAPicture {
        /// The source.
        name: String,
        /// What the content looks like.
        content: &'static str,
    },
    /// The content starts as a picture but cannot be decoded.
    #[error("{name} is a damaged {format} picture: {reason}")]
    Damaged {
        /// The source.
        name: String,
        /// Format by its content.
        format: &'static str,
        /// The decoder's reason.
        reason: String,
    },
    /// A URL scheme that is not fetched.
    #[error("pictures are not fetched over {scheme}:")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// Not a URL.
    #[error("{url}: not a URL: {reason}")]
    BadUrl {
        /// What was given.
        url: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Not a data URI.
    #[error("{uri}: not a data URI with a picture: {reason}")]
    DataUri {
        /// Its beginning.
        uri: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A URL while offline.
    #[error("{url} is not fetched: offline mode is on")]
    Offline {
        /// The URL without credentials.
        url: String,
    },
    /// The server could not be reached, or the connection broke.
    #[error("cannot fetch {url}: {reason}")]
    Unreachable {
        /// The URL without credentials.
        url: String,
        /// The reason.
        reason: String,
    },
    /// The server answered with an error.
    #[error("cannot fetch {url}: the server answered {status}")]
    Status {
        /// The URL without credentials.
        url: String,
        /// Status code and text.
        status: String,
    },
    /// The download took longer than allowed.
    #[error("cannot fetch {url}: it took longer than {seconds} s")]
    Timeout {
        /// The URL without credentials.
        url: String,
        /// The limit.
        seconds: u64,
    },
}

impl ImageError {
    /// The class of the failure.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Scheme { .. } | Self::BadUrl { .. } | Self::DataUri { .. } => ErrorKind::Usage,
            _ => ErrorKind::Failed,
        }
    }

    /// The next step for a person.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NotFound { .. } => "check the path; relative paths start at the current folder",
            Self::Directory { .. } => {
                "name the picture files in it, e.g. `chartqa table FOLDER/*.png`"
            }
            Self::Empty { .. } => "save or download the picture again",
            Self::TooManyBytes { .. } | Self::TooManyPixels { .. } => {
                "scale the picture down; 4000 pixels on the long side are plenty for a chart"
            }
            Self::NotAPicture { .. } => {
                "PNG, JPEG, WebP, GIF, BMP and TIFF are read; convert the picture to one of these"
            }
            Self::Damaged { .. } => "save or download the picture again; it may be cut short",
            Self::Scheme { .. } | Self::BadUrl { .. } => {
                "give a path, `-` for standard input, an http(s) URL or a data URI"
            }
            Self::DataUri { .. } => "it should read `data:image/png;base64,…`",
            Self::Offline { .. } => {
                "drop --offline (or CHARTQA_OFFLINE), or download the picture first"
            }
            Self::Unreachable { .. } | Self::Timeout { .. } | Self::Status { .. } => {
                "check the address in a browser, or download the picture and give its path"
            }
            Self::NoPixels { .. } | Self::Io { .. } => return None,
        };
        Some(hint.to_owned())
    }
}
