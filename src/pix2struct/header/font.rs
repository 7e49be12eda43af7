//! One line of text to grey pixels, as Pillow (`FreeType` and `HarfBuzz`) draws it.

use std::path::Path;

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use harfrust::{Buffer, ShapeOptions, ShaperFont, shape};
use skrifa::font::Font;
use skrifa::{DrawMemory, GlyphId, HintOptions, PathSink, ScalerFont};

use crate::reader::ReadError;

/// Liberation Sans Regular 2.1.5, Arial's metric twin, under the SIL Open Font License.
static LIBERATION_SANS: &[u8] = include_bytes!("../../../assets/fonts/LiberationSans-Regular.ttf");

/// A font at one size, hinted for grey pixels.
pub struct HeaderFont {
    scaler: ScalerFont,
    /// Pixels per em.
    size: u16,
    /// Whole pixels from a line's top to its baseline.
    ascender: i32,
}

/// A glyph of a laid-out line; positions in 1/64 pixel, y upwards.
struct Placed {
    glyph: GlyphId,
    x: i32,
    y: i32,
}

/// A laid-out line and its box in whole pixels around the pen's start on the
/// baseline: x to the right, y upwards.
pub(super) struct Line {
    glyphs: Vec<(Placed, Outline)>,
    /// Right edge of the ink or of the last advance, whichever is further.
    pub(super) right: i32,
    /// Lowest ink, 0 if none is below the baseline.
    lowest: i32,
}

impl HeaderFont {
    /// The built-in font at `size` pixels per em.
    ///
    /// # Errors
    /// [`ReadError::Option`], which would be a fault of the built-in file.
    pub fn built_in(size: u16) -> Result<Self, ReadError> {
        Self::new(LIBERATION_SANS.to_vec(), size)
            .map_err(|reason| refuse("the built-in font".to_owned(), reason))
    }

    /// The font in `file` (TrueType or OpenType) at `size` pixels per em.
    ///
    /// # Errors
    /// [`ReadError::Option`] if it cannot be read or is no font.
    pub fn from_file(file: &Path, size: u16) -> Result<Self, ReadError> {
        std::fs::read(file)
            .map_err(|e| e.to_string())
            .and_then(|bytes| Self::new(bytes, size))
            .map_err(|reason| refuse(format!("--header-font {}", file.display()), reason))
    }

    fn new(bytes: Vec<u8>, size: u16) -> Result<Self, String> {
        let font = Font::new(bytes, 0).ok_or("it is no TrueType or OpenType font")?;
        let ascender = {
            let metrics = font.metrics().scaled_f32(f32::from(size));
            let line = metrics.h_line().ok_or("it has no line metrics")?;
            line.ascender.ceil() as i32
        };
        let scaler = ScalerFont::hinted(font, f32::from(size), HintOptions::auto_fallback());
        Ok(Self { scaler, size, ascender })
    }

    /// Lays `text` out as one line, from left to right.
    pub(super) fn line(&self, text: &str) -> Line {
        let mut line = Line { glyphs: Vec::new(), right: 0, lowest: 0 };
        let mut pen = 0;
        for (placed, advance) in self.place(text) {
            let placed = Placed { x: pen + placed.x, ..placed };
            pen += advance;
            let outline = self.outline(placed.glyph);
            line.right = line.right.max(pixel(pen));
            if let Some(bounds) = outline.bounds() {
                line.right = line.right.max(pixel(placed.x) + bounds.right);
                line.lowest = line.lowest.min(pixel(placed.y) - bounds.bottom);
            }
            line.glyphs.push((placed, outline));
        }
        line
    }

    /// Pixels from the line's top to the lowest ink, or to the baseline.
    pub(super) fn bottom(&self, line: &Line) -> i32 {
        self.ascender - line.lowest
    }

    /// Calls `ink(x, y, coverage)` for every pixel that `line` touches, with its top
    /// left at the origin; coverage is in 0..=255.
    pub(super) fn draw(&self, line: &Line, mut ink: impl FnMut(i32, i32, u8)) {
        for (placed, outline) in &line.glyphs {
            let Some(bounds) = outline.bounds() else { continue };
            let (left, top) = (pixel(placed.x), self.ascender - pixel(placed.y));
            outline.rasterise(&bounds, |x, y, coverage| ink(left + x, top + y, coverage));
        }
    }

    /// Glyphs with their offsets from the pen, and by how much each advances it.
    /// Advances are linear (not hinted) and kerned, each rounded to 1/64 pixel.
    fn place(&self, text: &str) -> Vec<(Placed, i32)> {
        let font = ShaperFont::new(self.scaler.font()).with_scale(i32::from(self.size) * 64);
        let mut buffer = Buffer::new();
        buffer.push_str(text);
        buffer.guess_segment_properties();
        if shape(&font, &mut buffer, ShapeOptions::new()).is_err() {
            return Vec::new();
        }
        let glyphs = buffer.glyph_infos().iter().zip(buffer.glyph_positions());
        glyphs
            .map(|(info, at)| {
                let glyph = GlyphId::new(info.glyph_id);
                (Placed { glyph, x: at.x_offset, y: at.y_offset }, at.x_advance)
            })
            .collect()
    }

    fn outline(&self, glyph: GlyphId) -> Outline {
        let mut outline = Outline::default();
        if let Some(source) = self.scaler.outline(glyph) {
            // A glyph whose hints fail is still drawn; one that cannot be drawn is left out.
            if source.draw(DrawMemory::Scratch, &mut outline).is_err() {
                outline = Outline::default();
            }
        }
        outline
    }
}

impl std::fmt::Debug for HeaderFont {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HeaderFont").field("size", &self.size).finish_non_exhaustive()
    }
}

fn refuse(option: String, reason: String) -> ReadError {
    ReadError::Option { option, model: "header text".to_owned(), reason }
}

/// 1/64 pixels to the nearest whole pixel, halves up.
fn pixel(position: i32) -> i32 {
    (position + 32) >> 6
}

/// A glyph's contours in pixels, y downwards, the origin on the baseline.
#[derive(Default)]
struct Outline {
    segments: Vec<Segment>,
    start: Point,
    at: Point,
}

enum Segment {
    Line(Point, Point),
    Quadratic(Point, Point, Point),
    Cubic(Point, Point, Point, Point),
}

/// Whole pixels around all points of an outline, y downwards; right and bottom exclusive.
struct Bounds {
    left: i32,
    top: i32,
    right: i32,
    bottom: i32,
}

impl Outline {
    /// Box around the outline, control points included; none if it is empty.
    fn bounds(&self) -> Option<Bounds> {
        let points = self.segments.iter().flat_map(|segment| match segment {
            Segment::Line(a, b) => vec![*a, *b],
            Segment::Quadratic(a, b, c) => vec![*a, *b, *c],
            Segment::Cubic(a, b, c, d) => vec![*a, *b, *c, *d],
        });
        let mut bounds: Option<Bounds> = None;
        for p in points {
            let (left, top) = (p.x.floor() as i32, p.y.floor() as i32);
            let (right, bottom) = (p.x.ceil() as i32, p.y.ceil() as i32);
            bounds = Some(bounds.map_or(Bounds { left, top, right, bottom }, |b| Bounds {
                left: b.left.min(left),
                top: b.top.min(top),
                right: b.right.max(right),
                bottom: b.bottom.max(bottom),
            }));
        }
        bounds
    }

    /// Calls `ink` with the exact coverage of every pixel within `bounds` that has any.
    fn rasterise(&self, bounds: &Bounds, mut ink: impl FnMut(i32, i32, u8)) {
        let width = (bounds.right - bounds.left).max(0) as usize;
        let height = (bounds.bottom - bounds.top).max(0) as usize;
        let mut rasterizer = Rasterizer::new(width, height);
        let shift = |p: &Point| point(p.x - bounds.left as f32, p.y - bounds.top as f32);
        for segment in &self.segments {
            match segment {
                Segment::Line(a, b) => rasterizer.draw_line(shift(a), shift(b)),
                Segment::Quadratic(a, b, c) => {
                    draw_quadratic(&mut rasterizer, [shift(a), shift(b), shift(c)]);
                }
                Segment::Cubic(a, b, c, d) => {
                    draw_cubic(&mut rasterizer, [shift(a), shift(b), shift(c), shift(d)], 0);
                }
            }
        }
        rasterizer.for_each_pixel_2d(|x, y, coverage| {
            // As FreeType: 256 levels, the last two one.
            let coverage = (coverage.abs() * 256.0).min(255.0) as u8;
            if coverage > 0 {
                ink(bounds.left + x as i32, bounds.top + y as i32, coverage);
            }
        });
    }
}

/// Draws a quadratic curve as the chords that `FreeType` replaces it by: halved until
/// no chord is further than 1/16 pixel from its arc. The chords' loss of coverage on
/// round letters is part of what a model saw.
fn draw_quadratic(rasterizer: &mut Rasterizer, [a, b, c]: [Point; 3]) {
    let bend = (a.x - 2.0 * b.x + c.x).abs().max((a.y - 2.0 * b.y + c.y).abs());
    let mut chords = 1u16;
    let mut rest = bend;
    while rest > 0.25 {
        rest /= 4.0;
        chords *= 2;
    }
    let mut from = a;
    for i in 1..=chords {
        let t = f32::from(i) / f32::from(chords);
        let (u, v, w) = ((1.0 - t) * (1.0 - t), 2.0 * t * (1.0 - t), t * t);
        let to = point(u * a.x + v * b.x + w * c.x, u * a.y + v * b.y + w * c.y);
        rasterizer.draw_line(from, to);
        from = to;
    }
}

/// Draws a cubic curve as `FreeType`'s chords: halved until both control points are
/// within a sixth of a pixel of where a straight line would have them.
fn draw_cubic(rasterizer: &mut Rasterizer, [a, b, c, d]: [Point; 4], depth: u8) {
    let bend = |a: f32, b: f32, c: f32, d: f32| {
        (2.0 * a - 3.0 * b + d).abs().max((a - 3.0 * c + 2.0 * d).abs())
    };
    if depth == 16 || bend(a.x, b.x, c.x, d.x).max(bend(a.y, b.y, c.y, d.y)) <= 0.5 {
        rasterizer.draw_line(a, d);
        return;
    }
    let middle = |a: Point, b: Point| point(f32::midpoint(a.x, b.x), f32::midpoint(a.y, b.y));
    let (ab, bc, cd) = (middle(a, b), middle(b, c), middle(c, d));
    let (abc, bcd) = (middle(ab, bc), middle(bc, cd));
    let half = middle(abc, bcd);
    draw_cubic(rasterizer, [a, ab, abc, half], depth + 1);
    draw_cubic(rasterizer, [half, bcd, cd, d], depth + 1);
}

impl PathSink for Outline {
    fn move_to(&mut self, x: f32, y: f32) {
        self.close();
        self.start = point(x, -y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = point(x, -y);
        self.segments.push(Segment::Line(self.at, to));
        self.at = to;
    }

    fn quad_to(&mut self, cx0: f32, cy0: f32, x: f32, y: f32) {
        let to = point(x, -y);
        self.segments.push(Segment::Quadratic(self.at, point(cx0, -cy0), to));
        self.at = to;
    }

    fn curve_to(&mut self, cx0: f32, cy0: f32, cx1: f32, cy1: f32, x: f32, y: f32) {
        let to = point(x, -y);
        self.segments.push(Segment::Cubic(self.at, point(cx0, -cy0), point(cx1, -cy1), to));
        self.at = to;
    }

    fn close(&mut self) {
        if self.at != self.start {
            self.segments.push(Segment::Line(self.at, self.start));
            self.at = self.start;
        }
    }
}
