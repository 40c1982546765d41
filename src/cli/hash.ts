import { Command } from 'commander';
import { hashPassword } from '../access/password-hash';
import { askPassword } from './ask-password';

/** `hash`: what stands for a password in the configuration. */
export function hashCommand(): Command {
  return new Command('hash')
    .description(
      'read a password, from the terminal or one line of standard input, and print its hash for the configuration',
    )
    .addHelpText(
      'after',
      "\nExamples:\n  $ gsm-fallback hash\n  $ gsm-fallback hash < password.txt\nthen in the configuration, in single quotes:\n  - { username: panel, password: '$scrypt$ln=14,...' }",
    )
    .action(async () => {
      const password = await askPassword('Password: ');
      if (password === '') throw new Error('the password is empty');
      if (process.stdin.isTTY && (await askPassword('Once more: ')) !== password) {
        throw new Error('the two are not the same');
      }
      process.stdout.write(`${await hashPassword(password)}\n`);
    });
}
