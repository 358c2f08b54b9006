// The TypeScript server looks for plugins in an extension's node_modules, which links here while Marginalia is being
// developed. In the packaged extension the bundle itself lies there.
module.exports = require('../../../../dist/cells-plugin.cjs');
