import { virtualModemCommand } from '../../../src/cli/virtual-modem';

// The command alone, as the main program runs it.
virtualModemCommand()
  .parseAsync()
  .catch((error: Error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
