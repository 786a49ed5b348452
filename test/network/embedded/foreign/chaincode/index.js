/**
 * A chaincode that nobody wrote for this ledger: plain JavaScript on the released contract API, using whatever the shim offers. The
 * conformance suites drive it through the stock `fabric-chaincode-node server`.
 */

const { Contract } = require('fabric-contract-api');

const text = (bytes) => Buffer.from(bytes).toString();
const never = () => new Promise(() => {});

async function keysOf(results) {
  const keys = [];
  for await (const { key } of results) keys.push(key);
  return keys;
}

/** Text, so that the answer does not hang on the contract API's own serialising. */
async function listOf(results) {
  return JSON.stringify(await keysOf(results));
}

class Foreign extends Contract {
  constructor() {
    super('foreign');
  }

  async put({ stub }, key, value) {
    await stub.putState(key, Buffer.from(value));
    return key;
  }

  async get({ stub }, key) {
    return text(await stub.getState(key));
  }

  async remove({ stub }, key) {
    await stub.deleteState(key);
  }

  async putAndGet({ stub }, key, value) {
    await stub.putState(key, Buffer.from(value));
    return text(await stub.getState(key));
  }

  async append({ stub }, key, value) {
    const old = text(await stub.getState(key));
    await stub.putState(key, Buffer.from(old + value));
    return old;
  }

  async fill({ stub }, prefix, from, to) {
    for (let index = Number(from); index < Number(to); index++) {
      await stub.putState(`${prefix}${String(index).padStart(6, '0')}`, Buffer.from('x'));
    }
  }

  async range({ stub }, start, end) {
    return listOf(stub.getStateByRange(start, end));
  }

  async rangeAndPut({ stub }, start, end, key) {
    const keys = await keysOf(stub.getStateByRange(start, end));
    await stub.putState(key, Buffer.from(String(keys.length)));
    return JSON.stringify(keys);
  }

  async firstOfRangeAndPut({ stub }, start, end, key) {
    const results = await stub.getStateByRange(start, end);
    const first = await results.next();
    await stub.putState(key, Buffer.from(first.value.key));
    return first.value.key;
  }

  async page({ stub }, start, end, size, bookmark) {
    const { iterator, metadata } = await stub.getStateByRangeWithPagination(start, end, Number(size), bookmark);
    const keys = [];
    for (let step = await iterator.next(); !step.done; step = await iterator.next()) keys.push(step.value.key);
    await iterator.close();
    return JSON.stringify({ keys, bookmark: metadata.bookmark, fetched: metadata.fetchedRecordsCount });
  }

  async pageAndPut({ stub }, start, end) {
    const { iterator } = await stub.getStateByRangeWithPagination(start, end, 2, '');
    await iterator.close();
    await stub.putState('after-page', Buffer.from('x'));
  }

  async putComposite({ stub }, type, parts) {
    await stub.putState(stub.createCompositeKey(type, parts.split(',')), Buffer.from(parts));
  }

  async composites({ stub }, type, parts) {
    const found = [];
    for await (const { key } of stub.getStateByPartialCompositeKey(type, parts.split(','))) {
      found.push(stub.splitCompositeKey(key).attributes);
    }
    return JSON.stringify(found);
  }

  async history({ stub }, key) {
    const changes = [];
    for await (const change of stub.getHistoryForKey(key)) {
      const { txId, isDelete, value, timestamp } = change;
      changes.push({ txId, isDelete, value: text(value), seconds: Number(timestamp.seconds) });
    }
    return JSON.stringify(changes);
  }

  async announce({ stub }, name, payload) {
    stub.setEvent(name, Buffer.from(payload));
  }

  async announceAndAppend({ stub }, key, name) {
    const old = text(await stub.getState(key));
    await stub.putState(key, Buffer.from(`${old}.`));
    stub.setEvent(name, Buffer.from(key));
  }

  async fail(_context, message) {
    throw new Error(message);
  }

  async hang({ stub }, key) {
    if (key) await stub.getState(key);
    await never();
  }

  async die() {
    process.exit(3);
  }

  async differ({ stub }, key) {
    await stub.putState(key, Buffer.from(String(Math.random())));
  }

  async big({ stub }, key, bytes) {
    await stub.putState(key, Buffer.alloc(Number(bytes), 'b'));
  }

  async bigSize({ stub }, key) {
    return (await stub.getState(key)).length;
  }

  async whoAmI({ stub, clientIdentity }) {
    return JSON.stringify({
      id: clientIdentity.getID(),
      mspId: clientIdentity.getMSPID(),
      role: clientIdentity.getAttributeValue('role'),
      peerMspId: stub.getMspID(),
      binding: stub.getBinding(),
      time: stub.getDateTimestamp().toISOString(),
      transient: [...stub.getTransient().keys()],
    });
  }

  async putPrivate({ stub }, collection, key) {
    await stub.putPrivateData(collection, key, stub.getTransient().get('value'));
  }

  async getPrivate({ stub }, collection, key) {
    return text(await stub.getPrivateData(collection, key));
  }

  async appendPrivate({ stub }, collection, key) {
    const old = await stub.getPrivateData(collection, key);
    await stub.putPrivateData(collection, key, Buffer.concat([Buffer.from(old), stub.getTransient().get('value')]));
  }

  async copyPrivate({ stub }, from, to, key) {
    await stub.getPrivateData(from, key);
    await stub.putPrivateData(to, key, stub.getTransient().get('value'));
  }

  async privateHash({ stub }, collection, key) {
    return Buffer.from(await stub.getPrivateDataHash(collection, key)).toString('hex');
  }

  async removePrivate({ stub }, collection, key) {
    await stub.deletePrivateData(collection, key);
  }

  async purgePrivate({ stub }, collection, key) {
    await stub.purgePrivateData(collection, key);
  }

  async privateRangeAndPut({ stub }, collection) {
    const keys = await keysOf(stub.getPrivateDataByRange(collection, '', ''));
    await stub.putState('after-private-range', Buffer.from(String(keys.length)));
  }

  async privateRange({ stub }, collection) {
    return listOf(stub.getPrivateDataByRange(collection, '', ''));
  }

  async setKeyPolicy({ stub }, key) {
    await stub.setStateValidationParameter(key, Buffer.from('policy'));
  }

  async callOther({ stub }, name) {
    return (await stub.invokeChaincode(name, ['x'], '')).message;
  }

  async richQuery({ stub }) {
    return listOf(stub.getQueryResult('{}'));
  }
}

module.exports.contracts = [Foreign];
