/**
 * A chaincode without rules of its own: it carries out a list of operations on the raw shim and answers what each of them gave, refusals
 * included, so that a drawn list is a transaction. Started as `node index.js PACKAGE_ID HOST:PORT`; both ledgers dial the one process.
 */
const { peer } = require('@hyperledger/fabric-protos');
const shim = require('fabric-shim');
const { answerKeepalives } = require('../../../../dist/chaincode/state/shim-port');

// Peers send them; the stock shim ends on the first.
answerKeepalives();

const { Type } = peer.ChaincodeMessage;
const text = (bytes) => Buffer.from(bytes).toString();
/** Big values are told by their length. */
const shown = (bytes) => (bytes.length > 200 ? `${bytes.length} bytes` : text(bytes));

async function all(results, most = Number.POSITIVE_INFINITY) {
  const answer = await results;
  const iterator = answer.iterator ?? answer;
  const found = [];
  while (found.length < most) {
    const step = await iterator.next();
    if (step.value) found.push([step.value.key.replaceAll('\0', '|'), shown(step.value.value)]);
    if (step.done) break;
  }
  await iterator.close();
  return found;
}

async function page(results) {
  const { iterator, metadata } = await results;
  return [await all(iterator), metadata.bookmark.replaceAll('\0', '|'), metadata.fetchedRecordsCount];
}

/** A message that the released shim does not send. */
function ask(stub, type, request) {
  const message = new peer.ChaincodeMessage();
  message.setType(type);
  message.setPayload(request.serializeBinary());
  message.setTxid(stub.getTxID());
  message.setChannelId(stub.getChannelID());
  return stub.handler._askPeerAndListen(message, 'Batch');
}

function record([kind, collection, key, value = '']) {
  const result = new peer.WriteRecord();
  result.setType(peer.WriteRecord.Type[kind]);
  result.setCollection(collection);
  result.setKey(key);
  result.setValue(Buffer.from(value));
  return result;
}

const operations = {
  put: (stub, key, value) => stub.putState(key, Buffer.from(value)),
  big: (stub, key, bytes) => stub.putState(key, Buffer.alloc(bytes, 'b')),
  get: async (stub, key) => shown(await stub.getState(key)),
  del: (stub, key) => stub.deleteState(key),
  range: (stub, start, end) => all(stub.getStateByRange(start, end)),
  some: (stub, start, end, most) => all(stub.getStateByRange(start, end), most),
  page: (stub, ...range) => page(stub.getStateByRangeWithPagination(...range)),
  compose: (stub, type, parts, value) => stub.putState(stub.createCompositeKey(type, parts), Buffer.from(value)),
  composed: (stub, type, parts) => all(stub.getStateByPartialCompositeKey(type, parts)),
  composedPage: (stub, ...range) => page(stub.getStateByPartialCompositeKeyWithPagination(...range)),
  async history(stub, key) {
    const changes = [];
    for await (const { txId, isDelete, value, timestamp } of stub.getHistoryForKey(key)) {
      changes.push([txId, isDelete, shown(value), Number(timestamp.seconds), timestamp.nanos]);
    }
    return changes;
  },
  hide: (stub, collection, key, value) => stub.putPrivateData(collection, key, Buffer.from(value)),
  hideTransient: (stub, collection, key) => stub.putPrivateData(collection, key, stub.getTransient().get('value')),
  hidden: async (stub, collection, key) => shown(await stub.getPrivateData(collection, key)),
  hash: async (stub, collection, key) => Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex'),
  unhide: (stub, collection, key) => stub.deletePrivateData(collection, key),
  purge: (stub, collection, key) => stub.purgePrivateData(collection, key),
  hiddenRange: (stub, collection, start, end) => all(stub.getPrivateDataByRange(collection, start, end)),
  async gets(stub, collection, keys) {
    const request = new peer.GetStateMultiple();
    request.setCollection(collection);
    request.setKeysList(keys);
    const answer = await ask(stub, Type.GET_STATE_MULTIPLE, request);
    return peer.GetStateMultipleResult.deserializeBinary(answer).getValuesList_asU8().map(shown);
  },
  async batch(stub, records) {
    const request = new peer.WriteBatchState();
    request.setRecList(records.map(record));
    await ask(stub, Type.WRITE_BATCH_STATE, request);
  },
  event: async (stub, name, payload) => stub.setEvent(name, Buffer.from(payload)),
  rich: (stub) => all(stub.getQueryResult('{}')),
};

async function carryOut(stub, [name, ...args]) {
  try {
    const result = await operations[name](stub, ...args);
    return result === undefined || Buffer.isBuffer(result) ? 'done' : result;
  } catch (error) {
    return `refused: ${error.message}`;
  }
}

const chaincode = {
  Init: async () => shim.success(),
  async Invoke(stub) {
    const { fcn, params } = stub.getFunctionAndParameters();
    if (fcn !== 'run') return shim.error(`no function is named ${fcn}`);
    const results = [];
    for (const operation of JSON.parse(params[0])) {
      const [name, ...args] = operation;
      if (name === 'throw') return shim.error(args[0]);
      if (name === 'answer') return { status: args[0], message: args[1], payload: Buffer.from(args[2]) };
      results.push(await carryOut(stub, operation));
    }
    return shim.success(Buffer.from(JSON.stringify(results)));
  },
};

// Because an invocation that never answers holds up its peer's commits on Fabric: better a chaincode that is seen to be gone.
process.on('unhandledRejection', (reason) => {
  console.error(reason);
  process.exit(1);
});

const [ccid, address] = process.argv.slice(2);
shim.server(chaincode, { ccid, address }).start();
