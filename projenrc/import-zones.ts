import { Component, type awscdk, javascript } from 'projen';

interface Zone {
  readonly target: string[];
  /** Globs throughout: the rule accepts globs or paths, not both. */
  readonly from: string[];
  readonly message: string;
}

const CDK_SIDE = ['./src/*.ts', './src/private/**/*'];
const RUNTIME_SIDE = ['./src/runtime/**/*', './src/hook-sdk/**/*', './src/cli/**/*'];
const CDK = ['./node_modules/aws-cdk-lib/**/*', './node_modules/constructs/**/*'];
const POWERTOOLS = ['./node_modules/@aws-lambda-powertools/**/*'];
const AWS_SDK = ['./node_modules/@aws-sdk/**/*', './node_modules/@smithy/**/*'];

/** Who may import whom (ARCHITECTURE.md): data flows from `protocol` outwards and never back. */
const ZONES: Zone[] = [
  {
    target: ['./src/protocol/**/*'],
    from: ['./src/!(protocol)/**/*', './src/*.ts', './rehearsal/**/*', './node_modules/**/*'],
    message: 'protocol imports nothing: it is shared by every process.',
  },
  {
    target: CDK_SIDE,
    from: [...RUNTIME_SIDE, ...AWS_SDK, ...POWERTOOLS, './rehearsal/**/*'],
    message: 'The CDK side reaches the run time, and what that is made of, only as asset paths.',
  },
  {
    target: RUNTIME_SIDE,
    from: [...CDK_SIDE, ...CDK, './rehearsal/**/*'],
    message: 'Run-time code must not pull the CDK into a bundle.',
  },
  {
    target: ['./src/hook-sdk/**/*'],
    from: ['./src/runtime/**/*', './src/cli/**/*', ...POWERTOOLS],
    message: 'The hook SDK knows the protocol and the AWS SDK only: what it imports, users deploy.',
  },
  {
    target: ['./src/cli/**/*'],
    from: ['./src/runtime/**/*', './src/hook-sdk/**/*', ...POWERTOOLS],
    message: 'The CLI knows the protocol and the AWS SDK only.',
  },
  {
    target: ['./src/runtime/**/*'],
    from: ['./src/cli/**/*'],
    message: 'Handlers know nothing of the CLI.',
  },
  {
    target: ['./rehearsal/**/*'],
    from: [...CDK_SIDE, './examples/**/*', './bench/**/*'],
    message: 'The rehearsal runs what is built; it does not look into constructs.',
  },
  {
    target: ['./examples/**/*', './integ/**/*'],
    from: ['./src/!(index).ts', './src/*/**/*', './rehearsal/**/*'],
    message: 'Examples use the package as its users do.',
  },
];

/** Enforces the import zones and the size of a file by lint. */
export class ImportZones extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const everything = new javascript.TypescriptConfig(project, {
      fileName: 'tsconfig.dev.json',
      include: ['src', 'test', 'projenrc', 'rehearsal', 'examples', 'bench'].map(folder => `${folder}/**/*.ts`).concat('.projenrc.ts'),
      exclude: ['node_modules', '**/cdk.out*'],
      compilerOptions: { ...project.tsconfig!.compilerOptions, rootDir: '.', noEmit: true, lib: ['es2023', 'esnext.disposable'] },
    });
    project.eslint!.config.parserOptions = { ...project.eslint!.config.parserOptions, projectService: undefined, project: `./${everything.fileName}` };
    project.eslint!!.addRules({
      'import/no-restricted-paths': ['error', { zones: ZONES }],
      'max-lines': ['error', { max: 400 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'import/no-extraneous-dependencies': 'off',
      '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    });
  }
}
