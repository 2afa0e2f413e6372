import { Component, type awscdk } from 'projen';

const TABLET = '.cache/rosetta.tabl.json';

/** The wheel's docstrings show their examples in Python. The tablet stays out of the folder that is packed. */
export class PythonDocs extends Component {
  constructor(project: awscdk.AwsCdkConstructLibrary) {
    super(project);
    const task = project.tasks.tryFind('package:python')!;
    task.reset(`jsii-rosetta extract --output ${TABLET} .`);
    task.exec(`jsii-pacmak -v --target python --rosetta-tablet ${TABLET}`);
  }
}
