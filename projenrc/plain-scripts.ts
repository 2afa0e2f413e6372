import { Component, type awscdk } from 'projen';

/**
 * `npm start` and `npm test` must work on a fresh machine, where projen is not installed yet. So they are plain scripts, which run on
 * any Node ≥ 20 and set up what they need first.
 */
export class PlainScripts extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    project.package.setScript('start', 'node scripts/start.mjs');
    project.package.setScript('test', 'node scripts/test.mjs');
    project.testTask.reset('node scripts/test.mjs', { receiveArgs: true });
    project.package.setScript('bench', 'node scripts/bench.mjs');
    // projen's own task writes API.md from the library as it was last compiled, which may be before the change.
    project.tasks.tryFind('docgen')!.reset('node scripts/docgen.mjs');
    project.package.addField('allowScripts', { node: true, esbuild: true });
    project.package.addField('exports', {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './hook-sdk': { types: './lib/hook-sdk/index.d.ts', default: './lib/hook-sdk/index.js' },
      './package.json': './package.json',
      './.jsii': './.jsii',
    });
    project.package.addField('typesVersions', { '*': { 'hook-sdk': ['./lib/hook-sdk/index.d.ts'] } });
  }
}
