"""Images from a registry, and what is said when there is none."""

import json

from harness import expect
from harness.registry import Registry
from harness.scenario import scenario

# Podman speaks HTTPS alone to a registry that its configuration does not name.
WITH_PLAIN_HTTP = ("docker",)
NOWHERE = "127.0.0.1:9/absent/image:1"


@scenario("an image that cannot be pulled: image, service and reason are named, nothing is made, the exit code says so")
def no_registry(project):
    project.compose(f"services: {{web: {{image: '{NOWHERE}'}}, other: {{image: '${{IMAGE}}'}}}}")
    failed = project.fails("up -d")
    expect.contains(failed.err, NOWHERE, "the message")
    expect.contains(failed.err, "web", "the message")
    expect.lacks(str(project.state()), "web", "containers")
    project.run("down")
    project.expect_nothing_left()


@scenario("pull fails in the same way, and pulls nothing by half")
def pull_without_registry(project):
    project.compose(f"services: {{web: {{image: '{NOWHERE}'}}}}")
    expect.contains(project.fails("pull").err, NOWHERE, "the message")


@scenario("with pull_policy never, or --pull never, no registry is asked")
def never(project):
    project.compose(f"services: {{web: {{image: '{NOWHERE}', pull_policy: never}}}}")
    failed = project.fails("up -d")
    expect.contains(failed.err, NOWHERE, "the message")
    project.compose(f"services: {{web: {{image: '{NOWHERE}'}}}}")
    failed = project.fails("up -d --pull never")
    expect.contains(failed.err, NOWHERE, "the message")
    project.expect_nothing_left()


@scenario("a tag that the registry does not know: its words are shown", engines=WITH_PLAIN_HTTP)
def unknown_tag(project):
    with Registry("e2e/hello") as registry:
        project.compose(f"services: {{web: {{image: '{registry.address}/e2e/hello:2'}}}}")
        failed = project.fails("up -d")
        expect.contains(failed.err, "e2e/hello:2", "the message")
        expect.contains(failed.err, "manifest unknown", "the message")
        expect.equal(project.state(), {}, "containers")


@scenario("pull brings an image, and up then asks no registry any more", engines=WITH_PLAIN_HTTP)
def pulled(project):
    with Registry("e2e/hello") as registry:
        image = f"{registry.address}/e2e/hello:1"
        project.remove_later("image", image)
        project.compose(f"services: {{web: {{image: '{image}'}}}}")
        project.run("pull")
        expect.true(project.engine.image(image), "the image is there")
        asked = len(registry.asked)
        project.run("up --no-start")
        expect.equal(len(registry.asked), asked, "number of questions to the registry")
        project.expect_state(web="created")


@scenario("up pulls what is missing, --pull always asks again", engines=WITH_PLAIN_HTTP)
def pulled_by_up(project):
    with Registry("e2e/hello") as registry:
        image = f"{registry.address}/e2e/hello:1"
        project.remove_later("image", image)
        project.compose(f"services: {{web: {{image: '{image}'}}}}")
        project.run("up --no-start")
        before, asked = project.ids(), len(registry.asked)
        project.run("up --no-start --pull always")
        expect.true(len(registry.asked) > asked, "the registry was asked again")
        expect.equal(project.ids(), before, "containers: the image is the same")


@scenario("config puts the digests of the registry behind the images, and tells every image that has none",
          engines=WITH_PLAIN_HTTP)
def digests(project):
    with Registry("e2e/hello") as registry:
        image = f"{registry.address}/e2e/hello:1"
        pinned = f"{image}@{registry.digest}"
        project.compose(f"services: {{web: {{image: '{image}'}}, two: {{image: '{image}'}}, own: {{build: .}}}}")
        shown = json.loads(project.run("config --resolve-image-digests --format json").out)
        expect.equal([shown["services"][name]["image"] for name in ("web", "two")], [pinned, pinned], "images")
        locked = project.run("config --lock-image-digests").out
        expect.equal(locked.split(), ["services:", "own:", "{}", "two:", "image:", pinned, "web:", "image:", pinned],
                     "the override file")
        asked = len(registry.asked)
        project.compose(f"services: {{web: {{image: '{pinned}'}}}}")
        shown = json.loads(project.run("config --resolve-image-digests --format json").out)
        expect.equal(shown["services"]["web"]["image"], pinned.replace(":1@", "@"), "an image that has a digest")
        expect.equal(len(registry.asked), asked, "number of questions to the registry")
        project.compose(f"services: {{web: {{image: '{registry.address}/e2e/hello:2'}}, two: {{image: '{NOWHERE}'}}}}")
        failed = project.fails("config --resolve-image-digests").err
        for word in ("compose.yaml:1:", "services.web.image", "e2e/hello:2: manifest unknown", "services.two.image"):
            expect.contains(failed, word, "the message")


@scenario("an engine that cannot ask registries for digests says so", engines=("podman",))
def no_digests(project):
    project.compose(f"services: {{web: {{image: '{NOWHERE}'}}}}")
    failed = project.fails("config --resolve-image-digests").err
    expect.contains(failed, "Podman cannot tell the digests", "the message")
    project.run("config --resolve-image-digests --services")
