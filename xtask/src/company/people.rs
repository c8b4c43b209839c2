//! The people of the demo company and the tree they stand in.

/// What a person's pay plan is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlanOf {
    /// Account executives.
    AccountExecutive,
    /// Sales development.
    SalesDevelopment,
    /// Managers.
    Manager,
    /// Channel managers.
    Channel,
    /// Sales in China.
    China,
    /// Customer success.
    Success,
}

impl PlanOf {
    fn code(self) -> &'static str {
        match self {
            PlanOf::AccountExecutive => "AE",
            PlanOf::SalesDevelopment => "SDR",
            PlanOf::Manager => "Manager",
            PlanOf::Channel => "Channel",
            PlanOf::China => "China",
            PlanOf::Success => "Success",
        }
    }
}

/// A person.
pub(crate) struct Person {
    /// The key: E001 ….
    pub(crate) id: String,
    name: &'static str,
    /// The plan.
    pub(crate) plan: PlanOf,
    /// The region, where it is the same all year.
    pub(crate) region: &'static str,
    manager: Option<&'static str>,
    /// The first day, from 0 for the first of January.
    pub(crate) start: u64,
    /// The last day; 365 for those who stay.
    pub(crate) end: u64,
    /// Moves to another region and manager on a day.
    moves: Option<(u64, &'static str, &'static str)>,
}

impl Person {
    /// The rows of the table `payees`.
    pub(crate) fn rows(&self) -> Vec<String> {
        let row = |region: &str, manager: Option<&str>, start: u64, end: u64| {
            let end = if end >= 365 { String::new() } else { super::day(end) };
            format!("{},{},{},{region},{},{},{end}", self.id, self.name, self.plan.code(), manager.unwrap_or(""), super::day(start))
        };
        match self.moves {
            None => vec![row(self.region, self.manager, self.start, self.end)],
            Some((on, region, manager)) => {
                vec![row(self.region, self.manager, self.start, on - 1), row(region, Some(manager), on, self.end)]
            }
        }
    }

    /// Whether the person was employed on a day.
    pub(crate) fn employed(&self, day: u64) -> bool {
        (self.start..=self.end).contains(&day)
    }
}

/// Everybody: 11 managers in three levels, 24 account executives, 8 in sales development, 5 channel managers, 7 in China, 5 in customer success.
pub(crate) fn all() -> Vec<Person> {
    let mut people = Vec::new();
    let mut add = |name, plan, region, manager| {
        let id = format!("E{:03}", people.len() + 1);
        people.push(Person { id, name, plan, region, manager, start: 0, end: 365, moves: None });
    };
    // E001 leads; E002 to E004 lead regions; E005 to E011 lead teams.
    add("Dana Okafor", PlanOf::Manager, "World", None);
    for (name, region) in [("Marcus Lindqvist", "Americas"), ("Chiara Bianchi", "Europe"), ("陈建国", "China")] {
        add(name, PlanOf::Manager, region, Some("E001"));
    }
    let teams = [
        ("Olivia Grant", "West", "E002"),
        ("Tomás Herrera", "East", "E002"),
        ("Priya Raman", "South", "E002"),
        ("Jonas Keller", "Germany", "E003"),
        ("Amélie Fournier", "France", "E003"),
        ("李思远", "华东", "E004"),
        ("Ruth Adeyemi", "Partners", "E001"),
    ];
    for (name, region, manager) in teams {
        add(name, PlanOf::Manager, region, Some(manager));
    }
    let sellers = [
        ("West", "E005", ["Ana Torres", "Ben Carter", "Cleo Danvers", "Dev Patel", "Erin Walsh"].as_slice()),
        ("East", "E006", &["Farid Nassar", "Grace Liu", "Henry Ofori", "Ines Costa", "Jack Moreau"]),
        ("South", "E007", &["Kira Novak", "Liam Byrne", "Mona Haddad", "Nils Berg", "Oscar Diaz"]),
        ("Germany", "E008", &["Paula Stein", "Quirin Huber", "Rosa Lang", "Stefan Vogt", "Tilda Brandt"]),
        ("France", "E009", &["Ugo Petit", "Véra Simon", "Wim Jansen", "Xenia Roux"]),
    ];
    for (region, manager, names) in sellers {
        names.iter().for_each(|name| add(name, PlanOf::AccountExecutive, region, Some(manager)));
    }
    for (name, region, manager) in [
        ("Yara Costa", "West", "E005"),
        ("Zack Miller", "West", "E005"),
        ("Aisha Khan", "East", "E006"),
        ("Bruno Silva", "East", "E006"),
        ("Celia Ortiz", "South", "E007"),
        ("David Kim", "South", "E007"),
        ("Elke Braun", "Germany", "E008"),
        ("Fabien Leroy", "France", "E009"),
    ] {
        add(name, PlanOf::SalesDevelopment, region, Some(manager));
    }
    for name in ["Gina Rossi", "Hugo Svensson", "Iris Papadaki", "Joel Mensah", "Karin Holm"] {
        add(name, PlanOf::Channel, "Partners", Some("E011"));
    }
    for name in ["王芳", "张伟", "刘洋", "赵敏", "孙磊", "周婷", "吴强"] {
        add(name, PlanOf::China, "华东", Some("E010"));
    }
    for (name, region) in [
        ("Lena Fischer", "Europe"),
        ("Mateo Ruiz", "Americas"),
        ("Nora Quinn", "Americas"),
        ("Omar Said", "Europe"),
        ("Pia Lund", "Europe"),
    ] {
        add(name, PlanOf::Success, region, Some("E001"));
    }
    changes(&mut people);
    people
}

/// Ben Carter leaves at the end of May, Zhao Min in August, Ines Costa moves from East to West on the first of July, and
/// Xenia Roux joins in March.
fn changes(people: &mut [Person]) {
    for person in people {
        match person.name {
            "Ben Carter" => person.end = 150,
            "赵敏" => person.end = 226,
            "Ines Costa" => person.moves = Some((181, "West", "E005")),
            "Xenia Roux" => person.start = 59,
            _ => {}
        }
    }
}
