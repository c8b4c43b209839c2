// HyperFormula with the same rules as formulas: `node hyperformula.mjs DEALS`, after `npm install` here.
import { HyperFormula } from 'hyperformula';
import { measured } from './measure.mjs';
import { MULTIPLIERS, PRODUCTS } from './workload.mjs';

measured('HyperFormula', ({ deals, quotas }) => {
  const Plan = PRODUCTS.map((product, at) => [product, MULTIPLIERS[at] / 1000]);
  const Deals = deals.map((deal, at) => [deal.month + 1, PRODUCTS[deal.product], deal.cents / 100, `=ROUND(C${at + 1}*VLOOKUP(B${at + 1},Plan!$A$1:$B$8,2,FALSE()),2)`]);
  const month = (r) => [
    r,
    `=SUMIFS(Deals!$D$1:$D$${deals.length},Deals!$A$1:$A$${deals.length},A${r})`,
    quotas[r - 1] / 100,
    `=ROUND(SUM(B$1:B${r})/SUM(C$1:C${r}),4)`,
    `=ROUND(MIN(B${r},C${r}*0.5)*0.03+MAX(0,MIN(B${r},C${r})-C${r}*0.5)*0.0425+MAX(0,MIN(B${r},C${r}*1.5)-C${r})*0.0575+MAX(0,MIN(B${r},C${r}*2)-C${r}*1.5)*0.071+MAX(0,B${r}-C${r}*2)*0.045,2)`,
    `=IF(AND(E${r}>0,D${r}>1.2),ROUND(E${r}*0.325,2),IF(AND(E${r}>0,D${r}>1),ROUND(E${r}*0.15,2),0))`,
    `=MIN(0,18000-E${r}-F${r})`,
    `=E${r}+F${r}+G${r}`,
  ];
  const Result = [...quotas.map((_, at) => month(at + 1)), [null, null, null, null, null, null, null, '=SUM(H1:H12)']];
  const sheets = HyperFormula.buildFromSheets({ Plan, Deals, Result }, { licenseKey: 'gpl-v3' });
  const [of, result] = [sheets.getSheetId('Deals'), sheets.getSheetId('Result')];
  let values = [];
  return {
    read: () => (values = sheets.getRangeValues({ start: { sheet: result, row: 0, col: 0 }, end: { sheet: result, row: 12, col: 7 } })),
    edit: (row, cents) => sheets.setCellContents({ sheet: of, row, col: 2 }, [[cents / 100]]),
    totals: () => values.map((row) => Math.round(row[7] * 100)),
  };
});
