// A process that does nothing. The time for which its event loop is blocked is the noise of the machine.
import { answer } from '../support/answer.js';

answer({});
