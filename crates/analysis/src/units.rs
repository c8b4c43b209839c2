//! Units that are open: those of bare numbers, and of params and columns of grids without a type, found from their uses.
//!
//! Unification with two rules that wait: a chain of `*` and `/` gives a unit once its factors have theirs, and who reads a
//! line takes the unit of the line's own formula, never the other way round. What stays open is a number.

use tiercel_plan::{MoneyUnit, Span, Type};

/// An open unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Var(u32);

impl Var {
    fn index(self) -> usize {
        self.0 as usize
    }
}

/// A type, perhaps with an open unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ty {
    /// Known.
    Known(Type),
    /// A number in a unit yet to be found; of a line that reaches itself, anything.
    Open(Var),
    /// `blank` alone.
    Blank,
}

/// Two uses that disagree.
#[derive(Clone, Debug)]
pub(crate) struct Conflict {
    /// The param, column or line, if the unit has a name.
    pub(crate) name: Option<String>,
    /// What it was used as, and where.
    pub(crate) before: (Type, Span),
    /// What it is used as now, and where.
    pub(crate) now: (Type, Span),
}

/// A factor (+1) or divisor (-1) of a chain.
pub(crate) type Factor = (Ty, i8);

#[derive(Clone, Debug)]
enum Rule {
    Chain { result: Var, factors: Vec<Factor>, constant: bool, span: Span },
    Takes { taker: Var, from: Var, span: Span },
}

#[derive(Clone, Debug)]
enum Node {
    Link(Var),
    Root(Root),
}

#[derive(Clone, Debug, Default)]
struct Root {
    bound: Option<(Type, Span)>,
    /// Anything, not only a number.
    any: bool,
    name: Option<String>,
    /// The place where a line or column reads itself and has no type to go by.
    recursive: Option<Span>,
    /// Rules that will give this unit.
    producers: u32,
    watchers: Vec<u32>,
}

/// What is wrong when all is settled.
pub(crate) enum Unsettled {
    /// Two uses disagree.
    Conflict(Conflict),
    /// A chain ends as money × money and the like.
    Chain(Span),
    /// A chain is of another unit than its place wants.
    ChainWanted(Conflict),
    /// A line that reaches itself leaves its type open.
    TypeWanted(Span),
}

/// All open units of an analysis.
#[derive(Default)]
pub(crate) struct Units {
    nodes: Vec<Node>,
    rules: Vec<Option<Rule>>,
    queue: Vec<u32>,
}

impl Units {
    fn push(&mut self, root: Root) -> Var {
        let var = Var(u32::try_from(self.nodes.len()).unwrap_or(u32::MAX));
        self.nodes.push(Node::Root(root));
        var
    }

    /// The unit of a literal.
    pub(crate) fn fresh(&mut self) -> Var {
        self.push(Root::default())
    }

    /// The unit of a param or of a column of a grid.
    pub(crate) fn named(&mut self, name: &str) -> Var {
        self.push(Root { name: Some(name.to_owned()), ..Root::default() })
    }

    /// The type of something that reaches itself before its type is known.
    pub(crate) fn recursive(&mut self, name: &str, span: Span) -> Var {
        self.push(Root { any: true, name: Some(name.to_owned()), recursive: Some(span), ..Root::default() })
    }

    /// Asks no type of what is in error.
    pub(crate) fn silence(&mut self, var: Var) {
        if let Some((_, root)) = self.root(var) {
            root.recursive = None;
        }
    }

    fn find(&mut self, var: Var) -> Var {
        let mut root = var;
        while let Some(Node::Link(next)) = self.nodes.get(root.index()) {
            root = *next;
        }
        let mut at = var;
        while at != root {
            match self.nodes.get_mut(at.index()) {
                Some(Node::Link(next)) => {
                    let following = *next;
                    *next = root;
                    at = following;
                }
                Some(Node::Root(_)) | None => break,
            }
        }
        root
    }

    fn root(&mut self, var: Var) -> Option<(Var, &mut Root)> {
        let var = self.find(var);
        match self.nodes.get_mut(var.index()) {
            Some(Node::Root(root)) => Some((var, root)),
            Some(Node::Link(_)) | None => None,
        }
    }

    /// The type as far as it is known now.
    pub(crate) fn now(&mut self, ty: Ty) -> Ty {
        match ty {
            Ty::Open(var) => self.root(var).and_then(|(_, root)| root.bound).map_or(ty, |(bound, _)| Ty::Known(bound)),
            Ty::Known(_) | Ty::Blank => ty,
        }
    }

    /// What an open unit turned out to be, where, and its name.
    pub(crate) fn binding(&mut self, ty: Ty) -> Option<(Option<String>, Type, Span)> {
        let Ty::Open(var) = ty else { return None };
        let (_, root) = self.root(var)?;
        root.bound.map(|(bound, at)| (root.name.clone(), bound, at))
    }

    /// Whether it is a number, percent or money, or may become one.
    pub(crate) fn is_numeric(&mut self, ty: Ty) -> bool {
        match self.now(ty) {
            Ty::Known(known) => known.is_numeric(),
            Ty::Open(_) => true,
            Ty::Blank => false,
        }
    }

    /// Says what an open unit is.
    pub(crate) fn bind(&mut self, var: Var, ty: Type, span: Span) -> Result<(), Conflict> {
        let Some((_, root)) = self.root(var) else { return Ok(()) };
        // A bare number beside a percent is a number.
        let ty = if ty == Type::Percent && !root.any { Type::Number } else { ty };
        match &mut root.bound {
            None if root.any || ty.is_numeric() => {
                root.bound = Some((ty, span));
                let watchers = std::mem::take(&mut root.watchers);
                self.queue.extend(watchers);
                Ok(())
            }
            Some((bound, _)) if *bound == ty => Ok(()),
            Some((bound, _)) if is_plain(*bound) && is_plain(ty) => {
                *bound = Type::Number;
                Ok(())
            }
            bound => {
                let before = bound.unwrap_or((Type::Number, span));
                Err(Conflict { name: root.name.clone(), before, now: (ty, span) })
            }
        }
    }

    /// Makes two open units one.
    pub(crate) fn union(&mut self, a: Var, b: Var, span: Span) -> Result<(), Conflict> {
        let (a, b) = (self.find(a), self.find(b));
        if a == b {
            return Ok(());
        }
        let (keep, drop) = if a < b { (a, b) } else { (b, a) };
        let Some(Node::Root(dropped)) = self.nodes.get_mut(drop.index()) else { return Ok(()) };
        let dropped = std::mem::take(dropped);
        if let Some(node) = self.nodes.get_mut(drop.index()) {
            *node = Node::Link(keep);
        }
        let Some((_, root)) = self.root(keep) else { return Ok(()) };
        root.producers = root.producers.saturating_add(dropped.producers);
        root.watchers.extend(dropped.watchers);
        root.any = root.any && dropped.any;
        root.name = root.name.take().or(dropped.name);
        root.recursive = root.recursive.or(dropped.recursive);
        if root.bound.is_some() {
            let watchers = std::mem::take(&mut root.watchers);
            self.queue.extend(watchers);
        }
        match dropped.bound {
            Some((ty, at)) => self.bind(keep, ty, at).map_err(|conflict| Conflict { now: (conflict.now.0, span), ..conflict }),
            None => Ok(()),
        }
    }

    fn rule(&mut self, rule: Rule) {
        let number = u32::try_from(self.rules.len()).unwrap_or(u32::MAX);
        let (result, waits): (Var, Vec<Var>) = match &rule {
            Rule::Chain { result, factors, .. } => (*result, factors.iter().filter_map(|(ty, _)| open(*ty)).collect()),
            Rule::Takes { taker, from, .. } => (*taker, vec![*from]),
        };
        if let Some((_, root)) = self.root(result) {
            root.producers = root.producers.saturating_add(1);
        }
        for var in waits {
            if let Some((_, root)) = self.root(var) {
                root.watchers.push(number);
            }
        }
        self.rules.push(Some(rule));
        self.queue.push(number);
    }

    /// The type of a chain of factors and divisors. `constant`: all of them are bare numbers, so the place may say the unit.
    pub(crate) fn chain(&mut self, factors: Vec<Factor>, constant: bool, span: Span) -> Result<Ty, ()> {
        let now: Vec<Factor> = factors.into_iter().map(|(ty, sign)| (self.now(ty), sign)).collect();
        if now.iter().all(|(ty, _)| open(*ty).is_none()) {
            return product(&now).map(Ty::Known).ok_or(());
        }
        // One param or column among literals: the whole has its unit.
        if let (true, [(Ty::Open(var), 1)]) =
            (constant, now.iter().filter(|(ty, _)| *ty != Ty::Known(Type::Number)).collect::<Vec<_>>().as_slice())
        {
            return Ok(Ty::Open(*var));
        }
        let result = self.fresh();
        self.rule(Rule::Chain { result, factors: now, constant, span });
        Ok(Ty::Open(result))
    }

    /// The type that a reader of a line or column sees: that of its own formula, whatever the reader wants.
    pub(crate) fn taken(&mut self, ty: Ty, name: &str, span: Span) -> Ty {
        match self.now(ty) {
            Ty::Open(from) => {
                let taker = self.push(Root { name: Some(name.to_owned()), ..Root::default() });
                self.rule(Rule::Takes { taker, from, span });
                Ty::Open(taker)
            }
            known @ (Ty::Known(_) | Ty::Blank) => known,
        }
    }

    /// Settles everything; what no use decides is a number.
    pub(crate) fn settle(&mut self) -> Vec<Unsettled> {
        let mut problems = Vec::new();
        self.drain(&mut problems);
        self.constant_products(&mut problems);
        for all in [false, true] {
            for index in 0..self.nodes.len() {
                let Some(Node::Root(root)) = self.nodes.get_mut(index) else { continue };
                if root.bound.is_some() || (root.producers > 0 && !all) {
                    continue;
                }
                let span = root.recursive.unwrap_or_default();
                if let Some(span) = root.recursive {
                    problems.push(Unsettled::TypeWanted(span));
                }
                root.bound = Some((Type::Number, span));
                let watchers = std::mem::take(&mut root.watchers);
                self.queue.extend(watchers);
                self.drain(&mut problems);
            }
        }
        problems
    }

    /// `Base * Years` of two open params where money is wanted: the first is the money.
    fn constant_products(&mut self, problems: &mut Vec<Unsettled>) {
        for number in 0..self.rules.len() {
            let Some(Some(Rule::Chain { result, factors, constant: true, span })) = self.rules.get(number).cloned() else { continue };
            let Ty::Known(money @ Type::Money(_)) = self.now(Ty::Open(result)) else { continue };
            let now: Vec<Factor> = factors.into_iter().map(|(ty, sign)| (self.now(ty), sign)).collect();
            let has_money = now.iter().any(|(ty, _)| matches!(ty, Ty::Known(Type::Money(_))));
            let first = now.iter().find_map(|(ty, sign)| open(*ty).filter(|_| *sign > 0));
            if let (false, Some(var)) = (has_money, first) {
                if let Err(conflict) = self.bind(var, money, span) {
                    problems.push(Unsettled::Conflict(conflict));
                }
                self.drain(problems);
            }
        }
    }

    fn drain(&mut self, problems: &mut Vec<Unsettled>) {
        while let Some(number) = self.queue.pop() {
            let index = number as usize;
            let Some(Some(rule)) = self.rules.get(index).cloned() else { continue };
            let is_chain = matches!(rule, Rule::Chain { .. });
            let (result, gives, span) = match rule {
                Rule::Chain { result, factors, span, .. } => {
                    let now: Vec<Factor> = factors.into_iter().map(|(ty, sign)| (self.now(ty), sign)).collect();
                    if now.iter().any(|(ty, _)| open(*ty).is_some()) {
                        continue;
                    }
                    (result, product(&now), span)
                }
                Rule::Takes { taker, from, span } => match self.now(Ty::Open(from)) {
                    Ty::Known(known) => (taker, Some(known), span),
                    Ty::Open(_) | Ty::Blank => continue,
                },
            };
            if let Some(slot) = self.rules.get_mut(index) {
                *slot = None;
            }
            if let Some((_, root)) = self.root(result) {
                root.producers = root.producers.saturating_sub(1);
                root.any = true;
            }
            match gives {
                None => problems.push(Unsettled::Chain(span)),
                Some(ty) => {
                    if let Err(conflict) = self.bind(result, ty, span) {
                        problems.push(if is_chain { Unsettled::ChainWanted(conflict) } else { Unsettled::Conflict(conflict) });
                    }
                }
            }
        }
    }

    /// The type when all is settled.
    pub(crate) fn settled(&mut self, ty: Ty) -> Type {
        match self.now(ty) {
            Ty::Known(known) => known,
            Ty::Open(_) | Ty::Blank => Type::Number,
        }
    }
}

fn open(ty: Ty) -> Option<Var> {
    match ty {
        Ty::Open(var) => Some(var),
        Ty::Known(_) | Ty::Blank => None,
    }
}

fn is_plain(ty: Type) -> bool {
    matches!(ty, Type::Number | Type::Percent)
}

/// The type of a product of known factors; nothing for money × money and the like.
fn product(factors: &[Factor]) -> Option<Type> {
    let mut powers: Vec<(MoneyUnit, i32)> = Vec::new();
    let mut percent: Option<bool> = None;
    for (ty, sign) in factors {
        match ty {
            Ty::Known(Type::Money(unit)) => match powers.iter_mut().find(|(known, _)| known == unit) {
                Some((_, power)) => *power += i32::from(*sign),
                None => powers.push((*unit, i32::from(*sign))),
            },
            Ty::Known(Type::Percent) => percent = Some(if *sign > 0 { true } else { percent.is_none() }),
            Ty::Known(Type::Number) => percent = Some(percent.unwrap_or(false)),
            Ty::Known(_) | Ty::Open(_) | Ty::Blank => return None,
        }
    }
    // A percent that divides leaves a number.
    let divided = factors.iter().any(|(ty, sign)| *ty == Ty::Known(Type::Percent) && *sign < 0);
    let mut left = powers.into_iter().filter(|(_, power)| *power != 0);
    match (left.next(), left.next()) {
        (None, _) if factors.iter().any(|(ty, _)| matches!(ty, Ty::Known(Type::Money(_)))) => Some(Type::Number),
        (None, _) => Some(if percent == Some(true) && !divided { Type::Percent } else { Type::Number }),
        (Some((unit, 1)), None) => Some(Type::Money(unit)),
        (Some(_), _) => None,
    }
}
