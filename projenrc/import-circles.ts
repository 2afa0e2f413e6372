import { Component, type awscdk, JsonFile } from 'projen';

/** Forbids circles of imports, of types too: files that need each other can't be read, tested or moved one by one. */
export class ImportCircles extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    new JsonFile(project, '.dependency-cruiser.json', {
      marker: false, // the tool refuses keys that it does not know
      obj: {
        forbidden: [{ name: 'no-circle', severity: 'error', from: {}, to: { circular: true } }],
        options: {
          tsPreCompilationDeps: true, // else imports of types would not count
          doNotFollow: { path: 'node_modules' },
          tsConfig: { fileName: 'tsconfig.dev.json' },
        },
      },
    });
    project.addPackageIgnore('/.dependency-cruiser.json');
  }
}
