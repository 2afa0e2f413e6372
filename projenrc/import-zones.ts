import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Component, type awscdk, javascript } from 'projen';

interface Zone {
  readonly target: string[];
  /** Globs throughout: the rule accepts globs or paths, not both. */
  readonly from: string[];
  readonly message: string;
}

const within = (...folders: string[]) => folders.map(folder => `./${folder}/**/*`);
/** All folders of `src` except these. */
const foldersExcept = (...folders: string[]) => [`./src/!(${folders.join('|')})/**/*`];
/** The same, and the package's entry point `src/index.ts`. */
const srcExcept = (...folders: string[]) => [...foldersExcept(...folders), './src/*.ts'];
/** The siblings that a folder may not import: all except these. */
const siblingsExcept = (parent: string, ...names: string[]) => within(`${parent}/!(${[...new Set(names)].join('|')})`);

const PACKAGES = within('node_modules');
const CDK = within('node_modules/aws-cdk-lib', 'node_modules/constructs');
const POWERTOOLS = within('node_modules/@aws-lambda-powertools');
const AWS_SDK = within('node_modules/@aws-sdk', 'node_modules/@smithy');
/** What uses the product from outside; `src` imports none of it. */
const OUTSIDE = within('rehearsal', 'bench', 'examples', 'integ', 'test', 'projenrc');

/** The folders of the handlers, and `shared`. */
const RUNTIME_FOLDERS = readdirSync(join(__dirname, '..', 'src', 'runtime'), { withFileTypes: true })
  .filter(entry => entry.isDirectory()).map(entry => entry.name).sort();
/** The topics of the CDK side, lowest first: each may import `shared` and the ones named. `canary` is above them and may import all. */
const TOPICS: Record<string, string[]> = {
  shared: [],
  analysis: [],
  alarm: [],
  hook: [],
  announcement: ['alarm'],
  rollout: ['alarm', 'analysis', 'hook'],
};

/** Who may import whom (ARCHITECTURE.md): data flows from `analysis` and `protocol` outwards and never back. */
const ZONES: Zone[] = [
  {
    target: within('src'),
    from: OUTSIDE,
    message: 'src imports nothing from outside of src.',
  },
  {
    target: within('src/analysis'),
    from: [...srcExcept('analysis'), ...PACKAGES],
    message: 'analysis imports nothing: it is pure arithmetic on plain JSON.',
  },
  {
    target: within('src/protocol'),
    from: [...srcExcept('protocol', 'analysis'), ...PACKAGES],
    message: 'protocol imports types of analysis and nothing else: every process shares it.',
  },
  {
    target: within('src/aws'),
    from: [...srcExcept('aws', 'protocol'), ...PACKAGES],
    message: 'aws imports protocol and no package: the types of hook-sdk are built on it, and users compile those without the AWS SDK.',
  },
  {
    target: within('src/hook-sdk'),
    from: [...srcExcept('hook-sdk', 'aws', 'protocol'), ...CDK, ...POWERTOOLS],
    message: 'hook-sdk imports aws, protocol and the AWS SDK: users deploy whatever it imports.',
  },
  {
    target: within('src/runtime'),
    from: [...srcExcept('runtime', 'aws', 'protocol', 'analysis'), ...CDK],
    message: 'Handlers import aws, protocol, analysis and packages, and never the CDK: it would end up in a bundle.',
  },
  ...RUNTIME_FOLDERS.map(folder => ({
    target: within(`src/runtime/${folder}`),
    from: siblingsExcept('src/runtime', folder, 'shared'),
    message: folder === 'shared' ? 'runtime/shared imports no handler.' : `The handler ${folder} imports runtime/shared and no other handler.`,
  })),
  {
    target: within('src/cli'),
    from: [...srcExcept('cli', 'aws', 'protocol', 'analysis', 'view'), ...CDK, ...POWERTOOLS],
    message: 'The CLI imports aws, protocol, analysis and the AWS SDK.',
  },
  {
    target: [...within('src/cdk'), './src/index.ts'],
    from: [...foldersExcept('cdk', 'protocol', 'analysis'), ...AWS_SDK, ...POWERTOOLS],
    message: 'The CDK side knows run-time code only as asset paths.',
  },
  {
    target: within('src/cdk'),
    from: ['./src/*.ts'],
    message: 'src/index.ts is the entry point for users; inside src/cdk, import the file itself.',
  },
  ...Object.entries(TOPICS).map(([topic, below]) => ({
    target: within(`src/cdk/${topic}`),
    from: siblingsExcept('src/cdk', topic, 'shared', ...below),
    message: `cdk/${topic} imports ${topic === 'shared' ? 'no topic' : `these topics only: ${['shared', ...below].join(', ')}`}.`,
  })),
  {
    target: within('rehearsal'),
    from: [...srcExcept('protocol', 'view'), ...CDK, ...within('examples', 'bench', 'test')],
    message: 'The rehearsal runs what is built; of src it imports protocol.',
  },
  {
    target: within('rehearsal/cloud'),
    from: within('rehearsal/!(cloud)'),
    message: 'The local cloud imports nothing else from the rehearsal.',
  },
  ...['codedeploy', 'cloudwatch', 'lambda', 'scheduler'].map(service => ({
    target: within(`rehearsal/cloud/${service}`),
    from: siblingsExcept('rehearsal/cloud', service, 'front', 'ministack'),
    message: `Services of the local cloud talk over its API: ${service} imports cloud/front and no other service.`,
  })),
  {
    target: within('bench'),
    from: [...foldersExcept('analysis'), ...within('rehearsal', 'examples')],
    message: 'Benchmarks import the package, as users do, and analysis.',
  },
  {
    target: within('test'),
    from: within('bench'),
    message: 'Tests import nothing from bench; what both need stands in test/analysis/support.',
  },
  {
    target: within('examples', 'integ'),
    from: [...within('src/*'), ...within('rehearsal', 'bench', 'test')],
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
      'max-lines': ['error', { max: 350 }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'import/no-extraneous-dependencies': 'off',
      '@stylistic/max-len': ['error', { code: 150, ignoreUrls: true, ignoreStrings: true, ignoreTemplateLiterals: true }],
    });
  }
}
