'use strict';
// danfo streams from a web address with a deprecated package that has open security reports; notebooks have fetch.

function refuse() {
  throw new Error(
    'Reading from a web address is not supported here. Fetch the text first, save it, and read the file.',
  );
}

module.exports = refuse;
module.exports.get = refuse;
