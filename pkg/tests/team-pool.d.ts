// Made by `tiercel types`; not written by hand.

/** Team pool 2026. A branch's pool of 2% of its sales, shared out by points; the shares add up to the pool to the cent. */
export interface TeamPool {
  tables: {
    'payees': {
      /** `text` */
      'Id': string;
      /** `text` */
      'Name': string;
      /** `text` */
      'Branch': string;
      /** `number >= 0` */
      'Points': string | bigint;
    };
    'Sales': {
      /** `text` */
      'Sale': string;
      /** `payee` */
      'Seller': string;
      /** `date` */
      'Sold': string;
      /** `EUR` */
      'Amount': string | bigint;
    };
  };
  params: {
    'Pool_share': string | bigint;
  };
  lines: 'Sales_of_branch' | 'Pool' | 'Share' | 'PAYABLE' | 'EARNED';
}
