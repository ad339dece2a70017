"""What must be done before a sharing, each thing on its own page and by somebody who may do it."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from portfolio.demo import papers
from tests.journeys.firm import Firm, Look, click, each, link_in, save

REF = "SR-0001"
SHARING, ENGAGEMENT = "/sharing/SR-0001/", "/engagements/ENG-0001/"
CHECKLIST, CONTRACT = "/checklists/CHK-0001/", "/contracts/CON-0001/"
CONTACT = "bartosz@wislok.example"
CLAUSES = ("Confidentiality", "Subcontractors", "Breach", "Audit", "Locations", "Exit", "Return")
LAID_OUT_WITHIN = 30  # seconds
RISKS = ("security", "control", "communication", "culture", "dependency")


def log_vendor(halden: Firm, look: Look) -> None:
    maeve = halden.page_of("Maeve Doran")
    look(maeve, "home")
    maeve.get_by_role("link", name="Vendors").first.click()
    click(maeve, "New vendor")
    save(maeve, "Log vendor", Name="Wislok Support", Country_of="PL", Delivery_countries="PL")
    click(maeve, "Add")
    person = {"Name": "Bartosz Lis", "E-mail": CONTACT, "Country": halden.country, "Time_zone": "UTC"}
    save(maeve, "Add contact", Main_contact=True, **person)
    click(maeve, "Start review", "button")
    look(maeve, "vendor", narrow=True)


def log_engagement(halden: Firm) -> None:
    """Restricted data, to be shared in ten days."""
    maeve = halden.page_of("Maeve Doran")
    maeve.get_by_role("link", name="Engagements").first.click()
    click(maeve, "New engagement")
    save(maeve, "Ask for engagement", Title="Service desk", Country="IE", Planned_sharing=halden.day(10))
    facts = {"Highest": "restricted", "Volume": "1", "Access": "1", "Criticality": "2", "Could_another": "yes"}
    save(maeve, "Save facts", Personal_data=True, Countries="PL", Processing="processor", **facts)


def pass_the_fit(halden: Firm) -> None:
    """She says how outsourcing fits, with a condition for what speaks against it; an approver decides."""
    maeve, ines = halden.page_of("Maeve Doran"), halden.page_of("Ines Duarte")
    click(maeve.locator("#fit"), "Assess")
    for question in ("growth", "tied-up", "gain", "sensitive", "complex", "quality"):
        maeve.locator(f"[name={question}-reply]").select_option("no" if question in ("complex", "quality") else "yes")
        maeve.locator(f"[name={question}-note]").fill("As the heads of the units say.")
    maeve.locator("[name=sensitive-condition]").fill("Nothing goes before it is cleared.")
    save(maeve, "Send to an approver")
    ines.goto(ENGAGEMENT)
    click(ines.locator("#fit"), "Decide")
    save(ines, "Record the decision", Outsourcing_fits=True)


def propose_award(halden: Firm, look: Look) -> None:
    maeve = halden.page_of("Maeve Doran")
    maeve.goto(ENGAGEMENT)
    click(maeve, "Start sourcing", "button")
    click(maeve, "Add candidate")
    save(maeve, "Add candidate", Vendor="Wislok Support")
    click(maeve, "Shortlist", "button")
    click(maeve, "Propose award")
    save(maeve, "Propose award", Reasons="Best score, and near.")
    look(maeve, "engagement", narrow=True)


def log_contract_and_request(halden: Firm, look: Look) -> None:
    maeve = halden.page_of("Maeve Doran")
    click(maeve, "New contract")
    terms = {"Title": "Service desk", "Paid": "hourly", "Starts": halden.day(-1), "Ends": halden.day(700)}
    save(maeve, "Draft contract", Notice="90", **terms)
    look(maeve, "contract", narrow=True)
    maeve.goto(ENGAGEMENT)
    click(maeve, "Ask for sharing")
    data = {"Title": "Customer contact data", "Data_set": "Names and mail addresses", "Records": "5000"}
    way = {"Purpose": "First-line support", "Destination": "sftp.wislok.example", "Until": halden.day(200)}
    save(maeve, "Draft request", Owner="Orla Fitzgerald", **data, **way)
    click(maeve, "Ask for it", "button")
    expect(maeve).to_have_url(re.compile(rf"{SHARING}$"))


def confirm_facts(halden: Firm, look: Look) -> None:
    ravi = halden.page_of("Ravi Menon")
    click(ravi, "Confirm 8 facts: Service desk")
    click(ravi, "Confirm facts")
    look(ravi, "facts")
    save(ravi, "Confirm ticked facts")


def decide_on_award_and_vendor(halden: Firm) -> None:
    """The head of procurement, who logged neither, from her own list."""
    aoife = halden.page_of("Aoife Brennan")
    click(aoife, "Confirm an award: Service desk")
    click(aoife, "Confirm award", "button")
    aoife.goto("/")
    click(aoife, "Decide on a vendor: Wislok Support")
    click(aoife, "Approve")
    save(aoife, "Approve vendor", Approve="restricted", Personal_data=True)


def settle_fit(halden: Firm) -> None:
    """What the fit assessment asked for is done by its owner, and judged by a reviewer."""
    maeve, ravi = halden.page_of("Maeve Doran"), halden.page_of("Ravi Menon")
    maeve.goto(ENGAGEMENT)
    click(maeve.locator("#fit"), "Report as done")
    save(maeve, "Report as done", What_was_done="The request for sharing names the day of its clearance.")
    ravi.goto(ENGAGEMENT)
    click(ravi.locator("#fit"), "Judge")
    save(ravi, "Record the judgement", It_is_met=True)


def ask_the_vendor(halden: Firm, look: Look) -> None:
    """The award has laid out what applies by itself, within half a minute; the button would add nothing."""
    maeve = halden.page_of("Maeve Doran")
    laid_out = maeve.locator("#checklists").get_by_role("link").first
    for _second in range(LAID_OUT_WITHIN):
        maeve.goto(ENGAGEMENT)
        if laid_out.count():
            break
        maeve.wait_for_timeout(1_000)
    laid_out.click()
    expect(maeve).to_have_url(re.compile(rf"{CHECKLIST}$"))
    look(maeve, "checklist")
    click(maeve, "Send to the vendor", "button")


def settle_risks(halden: Firm, look: Look) -> None:
    """She logs and treats one of each kind; a reviewer, who owns none, says what remains."""
    maeve, ravi = halden.page_of("Maeve Doran"), halden.page_of("Ravi Menon")
    for kind in RISKS:
        maeve.goto(f"{ENGAGEMENT}risks/new/")
        words = {"Vendor": "1", "Category": kind, "What_may_go_wrong": f"Something about {kind}"}
        save(maeve, "Log risk", Response="reduce", Treatment="Agreed and checked each quarter", **words)
    for number in range(1, len(RISKS) + 1):
        ravi.goto(f"{ENGAGEMENT}risks/RSK-{number:04d}/assess/")
        save(ravi, "Save", Likelihood="1", Impact="2")
    look(ravi, "risks")


def settle_contract(halden: Firm, look: Look) -> None:
    """Clauses, signature and the agreement on personal data, each with its document."""
    maeve = halden.page_of("Maeve Doran")
    maeve.goto(CONTRACT)
    for clause in CLAUSES:
        click(maeve, f"Note {clause}")
        save(maeve, "Save", Present=True, Place="§ 7")
    click(maeve, "Send for review", "button")
    click(maeve, "Send for signature", "button")
    sign(maeve, halden, "contract")
    look(maeve, "contract-signed")
    click(maeve, "New")
    save(maeve, "Draft agreement", Kind="dpa", Starts=halden.day(0), Countries="PL")
    sign(maeve, halden, "agreement")


def sign(page: Page, halden: Firm, name: str) -> None:
    page.locator("input[type=file]").set_input_files(pdf(halden, name))
    click(page, "Upload", "button")
    click(page, "Record signature")
    save(page, "Record signature")
    expect(page.get_by_text("Signed: it is in force from its start.")).to_be_visible()


def pdf(halden: Firm, name: str) -> Path:
    path = halden.it.var_dir / f"{name}.pdf"
    path.write_bytes(papers.pdf(path.name, name).read())
    return path


def answer_as_the_vendor(halden: Firm, look: Look) -> None:
    """By the link in the mail, whose page changes nothing before the button is pressed."""
    contact = halden.open_window()
    contact.goto(link_in(halden.told(CONTACT, "/portal/"), "/portal/"))
    look(contact, "door", narrow=True)
    click(contact, "Open my questions", "button")
    look(contact, "portal", narrow=True)
    for box in each(contact.locator("fieldset")):
        answer(box, halden)
    click(contact, "Submit finished answers", "button")
    expect(contact.locator("h1")).to_have_text("Nothing is needed from you now")
    contact.context.close()


def answer(box: Locator, halden: Firm) -> None:
    if box.get_by_label("Yes").count():
        box.get_by_label("Yes").check()
    else:
        box.get_by_label("Answer").fill("30")
    if box.get_by_text("Evidence (wanted)").count():
        box.get_by_label("New file").set_input_files(pdf(halden, "report"))
        box.get_by_label("Date of issue").fill(halden.day(-30))
        box.get_by_label("Valid until").fill(halden.day(120))


def review(halden: Firm, look: Look) -> None:
    """One by its own button, the others together."""
    ravi = halden.page_of("Ravi Menon")
    ravi.goto(CHECKLIST)
    look(ravi, "review", narrow=True)
    click(ravi.locator("#A-01"), "Accept", "button")
    expect(ravi.locator("#A-01")).to_contain_text("Accepted")
    for box in each(ravi.locator("[data-pick]"))[1:]:
        box.check()
    click(ravi.locator("#bulk"), "Accept", "button")
    expect(ravi.locator("h1")).to_contain_text("Complete")


def issue_token(halden: Firm, look: Look) -> str:
    petra = halden.page_of("Petra Novak")
    petra.get_by_role("link", name="Sharing requests").first.click()
    click(petra, "API clients")
    save(petra, "Issue token", Name="Nightly export", May="ask", Limited_to=REF, Works_until=halden.day(90))
    look(petra, "clients")
    return petra.locator("#token").inner_text()
