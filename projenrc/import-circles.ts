import { Component, type awscdk, JsonFile } from 'projen';

/** Forbids circles of imports, of types too: files that import each other can't be read, tested or moved one by one. */
export class ImportCircles extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    new JsonFile(project, '.dependency-cruiser.json', {
      marker: false, // the tool refuses unknown keys
      obj: {
        forbidden: [{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } }],
        options: {
          tsPreCompilationDeps: true, // otherwise the tool ignores imports of types
          doNotFollow: { path: 'node_modules' },
          tsConfig: { fileName: 'tsconfig.dev.json' },
        },
      },
    });
    project.addPackageIgnore('/.dependency-cruiser.json');
  }
}
