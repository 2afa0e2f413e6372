export { Bundles, RUNTIME_DEPENDENCIES } from './bundles';
export { ImportCircles } from './import-circles';
export { ImportZones } from './import-zones';
export { PlainScripts } from './plain-scripts';
export { PythonDocs } from './python-docs';
export { TestSetup } from './test-setup';
