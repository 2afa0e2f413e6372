import { Component, type awscdk } from 'projen';

/** Jest compiles with SWC: types are checked once, by the compiler, not again by every test. */
export class TestSetup extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    // Newer ones of these two are not yet published for all platforms, and `npm ci` insists on a complete lock file.
    project.addDevDeps('@swc/core@1.16.18', '@swc/jest');
    project.package.addPackageResolutions('unrs-resolver@1.12.2');
    const jest = project.jest!;
    jest.config.transform = { '^.+\\.[cm]?tsx?$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] };
    delete jest.config.preset;
    jest.config.collectCoverage = false;
    // Fixtures of whole apps carry their own packages.
    jest.config.modulePathIgnorePatterns = ['<rootDir>/.cache/(?!cdk-newest)', '<rootDir>/dist/', '<rootDir>/cdk.out'];
  }
}
