// A process that does nothing: how long its event loop is held up is the noise of the machine.
import { answer } from '../support/answer.js';

answer({});
