/** Facts to sentences: the one module that phrases, the same for menu, terminal and notification. */
export type { Phrases } from './phrases.js';
export { fill, translated } from './sentences.js';
export { ago, briefDuration, bytes, number, rate } from './quantities.js';
export { destinationInWords, nameInWords, providerKindInWords } from './destination.js';
export { componentInWords, componentKindInWords, unknownInWords } from './owners.js';
export { stateExplained, stateInWords } from './states.js';
export { evidenceInWords, strengthInWords } from './evidenceWords.js';
export {
    explainFinding,
    findingInBrief,
    findingHeadline,
    findingKindInWords,
    findingTitle,
    severityInWords,
} from './findingWords.js';
export { explainAddress, explainConnection } from './explanation.js';
export {
    addressAndPort,
    componentSummaryLine,
    connectionCount,
    connectionSubtitle,
    connectionTitle,
} from './summaries.js';
export { componentDetails, connectionDetails, labelled } from './details.js';
