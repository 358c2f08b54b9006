'use strict';
// Excel files are left out: the parser danfo wants is not on the npm registry and weighs more than everything else here.

function refuse() {
  throw new Error(
    'Excel files are not supported in notebooks. Use CSV (readCSV, toCSV) or Parquet (toParquet) instead.',
  );
}

module.exports = {
  read: refuse,
  readFile: refuse,
  writeFile: refuse,
  utils: { sheet_to_json: refuse, aoa_to_sheet: refuse, book_new: refuse, book_append_sheet: refuse },
};
