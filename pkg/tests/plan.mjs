/** A plan and its rows, for the tests. */
export const plan = `plan "Two rates"
currency CNY
period month
effective 2026-01-01 to 2026-12-31

payees {
  [Rep]  text key
  [Name] text
}

table Deals by [Rep] on [Closed] {
  [Deal]   text key
  [Rep]    payee
  [Closed] date
  [Amount] CNY
}

# What a deal of more than a thousand brings besides.
param Extra : CNY = 50 between 0 and 500 step 10

Sold = SUM(Deals[Amount])

# Ten percent of what was sold.
pay Commission = ROUND(Sold * 10%, 2) + COUNT(Deals where Deals[Amount] > 1000) * Extra

example "one deal" {
  payee "A"  period 2026-01
  payees {
    | Rep | Name |
    | A   | Ann  |
  }
  Deals {
    | Deal | Rep | Closed     | Amount |
    | D1   | A   | 2026-01-05 |   1200 |
  }
  expect Commission = 170
}
`;

export const reps = [
  { Rep: 'A', Name: 'Ann' },
  { Rep: 'B', Name: '李雷' },
];

export const deals = [
  { Deal: 'D1', Rep: 'A', Closed: '2026-01-05', Amount: '1200.50' },
  { Deal: 'D2', Rep: 'A', Closed: '2026-02-07', Amount: 300n },
  { Deal: 'D3', Rep: 'B', Closed: '2026-01-09', Amount: '80' },
];
