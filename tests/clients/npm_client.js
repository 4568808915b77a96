// npm's docker-compose: the commands as functions.
const assert = require('node:assert');
const path = require('node:path');
const compose = require('docker-compose');

const file = process.env.COMPOSE;
const options = { cwd: path.dirname(file), config: path.basename(file) };

async function main() {
  assert.match((await compose.version(options)).data.version, /^\d+\.\d+\.\d+$/);
  await compose.upAll({ ...options, commandOptions: ['--wait'] });
  try {
    const listed = (await compose.ps({ ...options, commandOptions: [['--format', 'json']] })).data.services;
    assert.deepStrictEqual(listed.map((each) => each.state).map((state) => /running|Up/.test(state)), [true, true]);
    const port = (await compose.port('web', 80, options)).data;
    assert.equal(port.address, '127.0.0.1');
    assert.ok(port.port > 0);
    assert.equal((await compose.exec('db', ['echo', 'hi'], options)).out.trim(), 'hi');
    assert.deepStrictEqual((await compose.configServices(options)).data.services.sort(), ['db', 'web']);
    assert.deepStrictEqual((await compose.configVolumes(options)).data.volumes, ['data']);
    assert.equal((await compose.images(options)).data.services.length, 2);
    assert.match((await compose.logs('web', options)).out, /web is here/);
    assert.equal((await compose.stats('web', options)).Name, `${process.env.COMPOSE_PROJECT_NAME}-web-1`);
  } finally {
    await compose.downAll({ ...options, commandOptions: ['-v', '-t', '1'] });
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
