"""Reads a list of FHIR R4 resources from standard input; prints the errors that fhirkit finds in each, as JSON.

A narrative is also read as XML, which none of the validators does.
"""
import json
import sys
import xml.etree.ElementTree as xml

import fhirkit


def errors_of(resource):
    found = [str(issue) for issue in fhirkit.validate(json.dumps(resource)) if issue.severity == "error"]
    entries = [entry["resource"] for entry in resource.get("entry", [])]
    for narrative in (one["text"]["div"] for one in [resource, *entries] if "text" in one):
        try:
            root = xml.fromstring(narrative)
        except xml.ParseError as error:
            found.append(f"narrative: {error}")
        else:
            if root.tag != "{http://www.w3.org/1999/xhtml}div":
                found.append(f"narrative: expected a div of XHTML, got {root.tag}")
    return found


print(json.dumps([errors_of(resource) for resource in json.load(sys.stdin)]))
