//! What depends on what, as a picture: layers from the data on the left to what is paid on the right.

use crate::page::columns;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use tiercel::Edge;

/// The graph in Graphviz's language.
pub(crate) fn dot(edges: &[Edge]) -> String {
    let mut text = String::from("digraph plan {\n  rankdir = LR;\n  node [shape = box];\n");
    let quoted = |name: &str| format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""));
    for edge in edges {
        // Writing to a string can't fail.
        let _ = writeln!(text, "  {} -> {};", quoted(&edge.read), quoted(&edge.reader));
    }
    text.push_str("}\n");
    text
}

const ROW: usize = 44;
const GAP: usize = 70;
const LETTER: usize = 8;

struct Place {
    x: usize,
    y: usize,
    width: usize,
}

/// The graph as SVG.
pub(crate) fn svg(edges: &[Edge]) -> String {
    let layers = layers(edges);
    let mut places: BTreeMap<&str, Place> = BTreeMap::new();
    let (mut x, mut height) = (20, 0);
    for layer in &layers {
        let width = layer.iter().map(|name| columns(name) * LETTER + 24).max().unwrap_or(0);
        for (row, name) in layer.iter().enumerate() {
            places.insert(name, Place { x, y: 20 + row * ROW, width });
        }
        height = height.max(20 + layer.len() * ROW);
        x += width + GAP;
    }
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{x}\" height=\"{height}\" viewBox=\"0 0 {x} {height}\" font-family=\"system-ui, sans-serif\" font-size=\"13\">\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n"
    );
    for edge in edges {
        let (Some(from), Some(to)) = (places.get(edge.read.as_str()), places.get(edge.reader.as_str())) else { continue };
        if edge.read == edge.reader {
            continue;
        }
        let (x1, y1, x2, y2) = (from.x + from.width, from.y + 14, to.x, to.y + 14);
        let bend = GAP / 2;
        let _ = writeln!(
            text,
            "<path d=\"M{x1} {y1} C{} {y1} {} {y2} {x2} {y2}\" fill=\"none\" stroke=\"#9aa5b1\"/>",
            x1 + bend,
            x2.saturating_sub(bend)
        );
    }
    for (name, place) in &places {
        let escaped = name.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let _ = writeln!(
            text,
            "<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"28\" rx=\"5\" fill=\"#f3f6f9\" stroke=\"#5a6675\"/><text x=\"{}\" y=\"{}\">{escaped}</text>",
            place.x,
            place.y,
            place.width,
            place.x + 12,
            place.y + 19
        );
    }
    text.push_str("</svg>\n");
    text
}

/// Each name one layer behind the last of what it reads. What reads itself in a circle stays where the walk left it.
fn layers(edges: &[Edge]) -> Vec<Vec<&str>> {
    let names: BTreeSet<&str> = edges.iter().flat_map(|edge| [edge.read.as_str(), edge.reader.as_str()]).collect();
    let mut depth: BTreeMap<&str, usize> = names.iter().map(|name| (*name, 0)).collect();
    for _ in 0..names.len() {
        let mut moved = false;
        for edge in edges.iter().filter(|edge| edge.read != edge.reader) {
            let from = depth.get(edge.read.as_str()).copied().unwrap_or(0);
            if let Some(to) = depth.get_mut(edge.reader.as_str())
                && *to <= from
                && from + 1 < names.len()
            {
                *to = from + 1;
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
    let mut layers: Vec<Vec<&str>> = Vec::new();
    for (name, layer) in depth {
        if layers.len() <= layer {
            layers.resize(layer + 1, Vec::new());
        }
        if let Some(layer) = layers.get_mut(layer) {
            layer.push(name);
        }
    }
    layers.retain(|layer| !layer.is_empty());
    layers
}
