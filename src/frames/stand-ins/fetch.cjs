'use strict';
// danfo reads JSON from the web with node-fetch, which drags a deprecated Node module into every cell's output.
module.exports = fetch;
