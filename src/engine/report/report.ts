/** Facts to sentences: the one module that phrases, the same for menu, terminal and notification. */
export type { Phrases } from './phrases.js';
export { fill, paragraph, translated } from './sentences.js';
export {
    ago,
    briefDuration,
    bytes,
    duration,
    listed,
    number,
    pointInTime,
    rate,
    roughDuration,
} from './quantities.js';
export { networkInFull, shortHolder } from './networkName.js';
export {
    destinationInWords,
    nameInWords,
    providerInWords,
    providerKindInWords,
    specialInWords,
} from './destination.js';
export type { FarSide } from './destination.js';
export type { ComponentFacts, ConnectionFacts } from './facts.js';
export { requestInWords } from './requests.js';
export { componentInWords, componentKindInWords, unknownInWords } from './owners.js';
export { stateExplained, stateInWords } from './states.js';
export { evidenceInWords, strengthInWords } from './evidenceWords.js';
export { explainFinding, findingKindInWords, findingTitle, severityInWords } from './findingWords.js';
export { explainAddress, explainConnection } from './explanation.js';
export {
    addressAndPort,
    componentSummaryLine,
    connectionCount,
    connectionSubtitle,
    connectionTitle,
} from './summaries.js';
export { componentDetails, connectionDetails } from './details.js';
