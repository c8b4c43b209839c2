//! Strongly connected parts, and the order in which each can be stepped.

use super::Circle;
use super::reach::{RowReach, is_earlier};
use super::reads::{Reading, What};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use tiercel_plan::{LoopOrder, LoopPart, Node, PartOrder, PeopleReach, PeriodReach, Span, Step};
use tiercel_value::{Map, Set, order};

type Reads = Map<Node, Vec<Reading>>;

/// The parts in an order in which each reads only earlier ones.
pub(crate) fn strongly_connected(reads: &Reads) -> Vec<Vec<Node>> {
    let nodes: Vec<Node> = reads.keys().copied().collect();
    components(&nodes, |node| reads.get(&node).into_iter().flatten().filter_map(node_of).collect())
}

/// The same of some nodes by what each reads. Tarjan's algorithm with its own stack, so that a long chain of lines can't
/// overflow the program's.
fn components(nodes: &[Node], read: impl Fn(Node) -> Vec<Node>) -> Vec<Vec<Node>> {
    let number: Map<Node, usize> = nodes.iter().copied().zip(0..).collect();
    let edges: Vec<Vec<usize>> =
        nodes.iter().map(|node| read(*node).into_iter().filter_map(|node| number.get(&node).copied()).collect()).collect();
    let mut search = Search {
        edges: &edges,
        index: vec![None; nodes.len()],
        low: vec![0; nodes.len()],
        on_stack: vec![false; nodes.len()],
        stack: Vec::new(),
        next: 0,
        parts: Vec::new(),
    };
    for start in 0..nodes.len() {
        search.from(start);
    }
    search
        .parts
        .into_iter()
        .map(|part| {
            let mut part: Vec<Node> = part.into_iter().filter_map(|number| nodes.get(number).copied()).collect();
            order::sort(&mut part);
            part
        })
        .collect()
}

fn node_of(reading: &Reading) -> Option<Node> {
    match reading.what {
        What::Node(node) => Some(node),
        What::Rows(_) => None,
    }
}

struct Search<'a> {
    edges: &'a [Vec<usize>],
    index: Vec<Option<usize>>,
    low: Vec<usize>,
    on_stack: Vec<bool>,
    stack: Vec<usize>,
    next: usize,
    parts: Vec<Vec<usize>>,
}

#[expect(clippy::indexing_slicing, reason = "all vectors have one entry per node and hold node numbers only")]
impl Search<'_> {
    fn from(&mut self, start: usize) {
        if self.index[start].is_some() {
            return;
        }
        let mut work = vec![(start, 0usize)];
        self.open(start);
        while let Some((node, edge)) = work.pop() {
            if let Some(&target) = self.edges[node].get(edge) {
                work.push((node, edge + 1));
                match self.index[target] {
                    None => {
                        self.open(target);
                        work.push((target, 0));
                    }
                    Some(index) if self.on_stack[target] => self.low[node] = self.low[node].min(index),
                    Some(_) => {}
                }
                continue;
            }
            if Some(self.low[node]) == self.index[node] {
                self.close(node);
            }
            if let Some((parent, _)) = work.last() {
                self.low[*parent] = self.low[*parent].min(self.low[node]);
            }
        }
    }

    fn open(&mut self, node: usize) {
        self.index[node] = Some(self.next);
        self.low[node] = self.next;
        self.next += 1;
        self.stack.push(node);
        self.on_stack[node] = true;
    }

    fn close(&mut self, root: usize) {
        let mut part = Vec::new();
        while let Some(node) = self.stack.pop() {
            self.on_stack[node] = false;
            part.push(node);
            if node == root {
                break;
            }
        }
        self.parts.push(part);
    }
}

/// How a part is stepped.
pub(crate) fn step(reads: &Reads, part: &[Node]) -> Result<Step, Circle> {
    let members: Set<Node> = part.iter().copied().collect();
    let inner: Vec<(Node, &Reading)> = part
        .iter()
        .flat_map(|node| reads.get(node).into_iter().flatten().map(move |reading| (*node, reading)))
        .filter(|(_, reading)| node_of(reading).is_some_and(|node| members.contains(&node)))
        .collect();
    if let ([node], true) = (part, inner.is_empty()) {
        return Ok(Step::Node(*node));
    }
    let columns = part.iter().any(|node| matches!(node, Node::Column(_)));
    let lines = part.iter().any(|node| matches!(node, Node::Line(_)));
    let rounds = match (part.iter().any(|node| matches!(node, Node::Derive(_))), columns, lines) {
        (true, _, _) | (false, false, false) => None,
        (false, _, true) => by_period(part, &inner).map(|parts| Step::Loop { order: LoopOrder::Periods, parts }),
        (false, true, false) => {
            let part = together(part, &inner, PartOrder::Rows);
            part.map(|part| Step::Loop { order: LoopOrder::Rows, parts: vec![part] })
        }
    };
    rounds.ok_or_else(|| circle(part, &inner))
}

/// The parts of a loop that goes period by period: what still reaches itself inside a period goes through the tree in one
/// direction, or from row to row.
fn by_period(part: &[Node], inner: &[(Node, &Reading)]) -> Option<Vec<LoopPart>> {
    let here: Vec<(Node, &Reading)> = inner.iter().filter(|(reader, reading)| !is_of_earlier_period(*reader, reading)).copied().collect();
    // A period that is fixed, or a later one, can't be ready.
    if here.iter().any(|(_, reading)| matches!(reading.reach.periods, PeriodReach::Full | PeriodReach::Fixed)) {
        return None;
    }
    let read = |node: Node| here.iter().filter(|(reader, _)| *reader == node).filter_map(|(_, reading)| node_of(reading)).collect();
    let parts = components(part, read).into_iter().map(|nodes| {
        let inside =
            |(reader, reading): &&(Node, &Reading)| nodes.contains(reader) && node_of(reading).is_some_and(|node| nodes.contains(&node));
        let inside: Vec<(Node, &Reading)> = here.iter().filter(inside).copied().collect();
        if inside.is_empty() {
            return Some(LoopPart { order: PartOrder::Once, nodes });
        }
        [PartOrder::Rows, PartOrder::Up, PartOrder::Down].into_iter().find_map(|order| together(&nodes, &inside, order))
    });
    parts.collect()
}

/// Nodes stepped together in an order, if it resolves all reads but those of the same row or cell, and those make no circle.
fn together(nodes: &[Node], inside: &[(Node, &Reading)], order: PartOrder) -> Option<LoopPart> {
    let columns = nodes.iter().all(|node| matches!(node, Node::Column(_)));
    if columns != (order == PartOrder::Rows) {
        return None;
    }
    let open: Vec<(Node, &Reading)> = inside.iter().filter(|(reader, reading)| !is_resolved(*reader, reading, order)).copied().collect();
    let is_here = |reading: &Reading| match order {
        PartOrder::Rows => reading.reach.rows == RowReach::Here,
        PartOrder::Up | PartOrder::Down => reading.reach.people == PeopleReach::Own,
        PartOrder::Once => false,
    };
    if !open.iter().all(|(_, reading)| is_here(reading)) {
        return None;
    }
    sorted(nodes, &open).map(|nodes| LoopPart { order, nodes })
}

/// Whether a read inside a loop is of a period before, which is complete. Columns go by rows, not by periods.
fn is_of_earlier_period(reader: Node, reading: &Reading) -> bool {
    let of_columns = matches!(reader, Node::Column(_)) && matches!(reading.what, What::Node(Node::Column(_)));
    is_earlier(reading.reach.periods) && !of_columns
}

/// Whether a read inside a part is of something that is made before it in the part's order.
fn is_resolved(reader: Node, reading: &Reading, order: PartOrder) -> bool {
    let reach = reading.reach;
    let this_period = matches!(reach.periods, PeriodReach::This | PeriodReach::Timeless);
    match order {
        PartOrder::Once => false,
        PartOrder::Rows => reach.rows == RowReach::Before && matches!(reader, Node::Column(_)),
        PartOrder::Up => reach.people == PeopleReach::Down && (this_period || is_earlier(reach.periods)),
        PartOrder::Down => reach.people == PeopleReach::Up && (this_period || is_earlier(reach.periods)),
    }
}

/// The nodes of a part in their order, if the reads that are still open make no circle.
fn sorted(part: &[Node], open: &[(Node, &Reading)]) -> Option<Vec<Node>> {
    let mut waits: Map<Node, usize> = part.iter().map(|node| (*node, 0)).collect();
    let mut readers: Map<Node, Vec<Node>> = Map::new();
    for (reader, reading) in open {
        let read = node_of(reading)?;
        *waits.get_or_default(*reader) += 1;
        readers.get_or_default(read).push(*reader);
    }
    let mut ready: BinaryHeap<Reverse<Node>> = waits.iter().filter(|(_, count)| **count == 0).map(|(node, _)| Reverse(*node)).collect();
    let mut done = Vec::new();
    while let Some(Reverse(node)) = ready.pop() {
        done.push(node);
        for reader in readers.get(&node).into_iter().flatten() {
            if let Some(count) = waits.get_mut(reader) {
                *count -= 1;
                if *count == 0 {
                    ready.push(Reverse(*reader));
                }
            }
        }
    }
    (done.len() == part.len()).then_some(done)
}

/// How many nodes of a part are tried for the shortest circle through them.
const TRIED: usize = 20;

/// A short circle through the reads that nothing resolves; if each alone is resolved by some order but not all by one,
/// through any reads.
fn circle(part: &[Node], inner: &[(Node, &Reading)]) -> Circle {
    let hard = |(reader, reading): &(Node, &Reading)| {
        let orders = [PartOrder::Rows, PartOrder::Up, PartOrder::Down];
        !is_of_earlier_period(*reader, reading) && orders.iter().all(|order| !is_resolved(*reader, reading, *order))
    };
    let firm = by_reader(inner.iter().filter(|edge| hard(edge)).filter_map(edge_of));
    let all = by_reader(inner.iter().filter_map(edge_of));
    [&firm, &all]
        .into_iter()
        .find_map(|edges| {
            // Starts on no circle cost a walk each; those on one come soon in a part.
            let starts = part.iter().filter(|start| edges.contains_key(start));
            starts.filter_map(|start| shortest(*start, edges)).take(TRIED).min_by_key(|circle| circle.nodes.len())
        })
        .unwrap_or_else(|| Circle { nodes: part.to_vec(), spans: Vec::new() })
}

type Edges = Map<Node, Vec<(Node, Span)>>;

fn by_reader(edges: impl Iterator<Item = (Node, Node, Span)>) -> Edges {
    let mut found = Edges::new();
    for (reader, read, span) in edges {
        found.get_or_default(reader).push((read, span));
    }
    found
}

fn edge_of((reader, reading): &(Node, &Reading)) -> Option<(Node, Node, Span)> {
    Some((*reader, node_of(reading)?, reading.span))
}

fn shortest(start: Node, edges: &Edges) -> Option<Circle> {
    let mut came: Map<Node, (Node, Span)> = Map::new();
    let mut front = vec![start];
    while !front.is_empty() && !came.contains_key(&start) {
        let mut next = Vec::new();
        for reader in &front {
            for (read, span) in edges.get(reader).into_iter().flatten() {
                if !came.contains_key(read) {
                    came.insert(*read, (*reader, *span));
                    next.push(*read);
                }
            }
        }
        front = next;
    }
    let mut nodes = Vec::new();
    let mut spans = Vec::new();
    let mut at = start;
    loop {
        let (from, span) = came.get(&at)?;
        nodes.push(*from);
        spans.push(*span);
        at = *from;
        if at == start {
            nodes.reverse();
            spans.reverse();
            return Some(Circle { nodes, spans });
        }
    }
}
