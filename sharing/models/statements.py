"""The statements by which the gate reads its facts: constant SQL, the same number for one request and for a thousand.

`{ids}` stands for "is one of these keys", a single parameter on either database. Order matters: the requests
with the epochs are read last, so that whatever was taken away while the others were read shows in the epochs.
"""

POLICY = """
SELECT id, number, title, rules FROM sharing_gatepolicy
WHERE status = 'published' AND counts_from_on <= %s ORDER BY number DESC LIMIT 1"""

# The versions that count today and those that are laid out, with the items that apply under conditions of their own.
TEMPLATES = """
SELECT t.id, t.key, t.title, v.id, v.number, v.scope, v.applies, i.id, i.code, i.title, i.condition
FROM checklists_templateversion v JOIN checklists_template t ON t.id = v.template_id
LEFT JOIN checklists_templateitem i ON i.version_id = v.id AND i.is_required AND i.condition <> '{}'
WHERE v.status = 'published' AND v.counts_from_on <= %s AND NOT t.is_retired
  AND (NOT EXISTS (SELECT 1 FROM checklists_templateversion n WHERE n.template_id = v.template_id
                   AND n.status = 'published' AND n.counts_from_on <= %s AND n.number > v.number)
       OR EXISTS (SELECT 1 FROM checklists_checklist c WHERE c.version_id = v.id AND c.closed_at IS NULL))
ORDER BY t.title, t.id, v.number DESC, i.position, i.id"""

HOLDERS = """
SELECT g.name, p.id, p.name FROM accounts_user_groups ug
JOIN auth_group g ON g.id = ug.group_id JOIN accounts_user u ON u.id = ug.user_id
JOIN accounts_person p ON p.id = u.person_id
WHERE u.is_active AND p.is_active ORDER BY p.name, p.id"""

CONFIRMATIONS = """
SELECT f.engagement_id, f.fact, f.value, f.entered_by_id, f.confirmed_by_id, f.ended_at
FROM vendors_factconfirmation f
WHERE f.ended_at IS NULL
  AND f.engagement_id IN (SELECT engagement_id FROM sharing_sharingrequest WHERE id {ids})"""

CLAUSES = """
SELECT k.key, k.title, c.contract_id, c.state, c.entered_by_id, c.confirmed_by_id
FROM contracts_clausekind k LEFT JOIN contracts_clause c ON c.kind_id = k.id AND c.contract_id IN (
  SELECT s.contract_id FROM sharing_sharingrequest s WHERE s.id {ids}
  UNION ALL
  SELECT n.master_id FROM sharing_sharingrequest s JOIN contracts_contract n ON n.id = s.contract_id
  WHERE s.id {ids})"""

AGREEMENTS = """
SELECT a.id, a.vendor_id, a.kind, a.status, a.starts_on, a.ends_on, a.countries, l.contract_id
FROM contracts_agreement a LEFT JOIN contracts_agreement_contracts l ON l.agreement_id = a.id
WHERE a.status = 'active' AND a.vendor_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
ORDER BY a.id"""

# An open checklist of the vendor as a whole, or of one of these requests' engagements with its vendor.
_OF_REQUESTS = """c.closed_at IS NULL AND c.vendor_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
  AND (c.engagement_id IS NULL
       OR c.engagement_id IN (SELECT engagement_id FROM sharing_sharingrequest WHERE id {ids}))"""

CHECKLISTS = (
    """
SELECT c.id, c.vendor_id, c.engagement_id, v.template_id, v.id, v.number, t.title, c.completed_at, c.laid_out_at,
       p.id, p.name
FROM checklists_checklist c JOIN checklists_templateversion v ON v.id = c.version_id
JOIN checklists_template t ON t.id = v.template_id JOIN accounts_person p ON p.id = c.owner_id
WHERE """
    + _OF_REQUESTS
    + " ORDER BY c.id"
)

ITEMS = (
    """
SELECT i.checklist_id, i.id, i.code, i.status, i.template_item_id, t.title, i.owner_id, p.name, p.is_active, i.due_on,
       i.asks, i.area, t.is_evidence_wanted, t.evidence_days, t.answer_days, i.not_applicable_by_id,
       i.not_applicable_confirmed_by_id, a.id, a.is_accepted, a.good_until_on, a.decided_by_id,
       a.decided_at
FROM checklists_checklist c JOIN checklists_item i ON i.checklist_id = c.id AND i.is_required
JOIN checklists_templateitem t ON t.id = i.template_item_id
LEFT JOIN checklists_answer a ON a.id = i.accepted_answer_id AND a.item_id = i.id
LEFT JOIN accounts_person p ON p.id = i.owner_id
WHERE """
    + _OF_REQUESTS
    + " ORDER BY i.checklist_id, i.position, i.id"
)

PIECES = (
    """
SELECT u.answer_id, e.id, e.kind, e.title, e.issued_on, e.expires_on, e.covers_from_on, e.covers_until_on,
       e.withdrawn_at, e.vendor_id, e.uploaded_at
FROM checklists_checklist c JOIN checklists_item i ON i.checklist_id = c.id
JOIN checklists_answerevidence u ON u.answer_id = i.accepted_answer_id
JOIN checklists_evidence e ON e.id = u.evidence_id
WHERE i.is_required AND """
    + _OF_REQUESTS
    + " ORDER BY e.id"
)

# What people have said of these vendors and their engagements, told apart by `kind`: waivers that were granted, open
# risks, subcontractors, tiers set by hand, and what must be done before outsourcing, which is said of the engagement
# alone. The columns are the waiver's; said.py reads what the others put there.
SAID = """
SELECT 'waiver' AS kind, w.id, w.vendor_id, w.engagement_id, w.item_id, w.condition AS word, w.subject, w.starts_on,
       w.ends_on, p.id AS person_id, p.name, w.reason, w.compensating_control, CAST(NULL AS integer) AS first,
       CAST(NULL AS integer) AS second, CAST(NULL AS bigint) AS other_id, '' AS third
FROM checklists_waiver w JOIN accounts_person p ON p.id = w.granted_by_id
WHERE w.status = 'granted' AND w.vendor_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
UNION ALL
SELECT 'risk', r.id, r.vendor_id, r.engagement_id, NULL, r.category, r.title, NULL, NULL, p.id, p.name, r.response, '',
       r.inherent_likelihood * r.inherent_impact, r.residual_likelihood * r.residual_impact, r.assessed_by_id, ''
FROM vendors_risk r JOIN accounts_person p ON p.id = r.owner_id
WHERE r.status = 'open' AND r.vendor_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
UNION ALL
SELECT 'subcontractor', u.id, u.vendor_id, u.engagement_id, u.entered_by_id, u.status, u.name, u.notified_on,
       u.objection_until_on, NULL, '', u.data_class, CAST(u.data_categories AS text), NULL, NULL, u.approved_by_id,
       CAST(u.countries AS text)
FROM vendors_subcontractor u
WHERE u.status <> 'ended' AND u.vendor_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
UNION ALL
SELECT 'override', t.id, COALESCE(v.merged_into_id, t.vendor_id), t.engagement_id, NULL, t.level, t.lowered_from, NULL,
       t.until_on, NULL, '', '', '', NULL, NULL, NULL, ''
FROM checklists_tieroverride t JOIN vendors_vendor v ON v.id = t.vendor_id
WHERE t.status = 'standing' AND (v.merged_into_id IS NULL OR t.lowered_from = '')
  AND COALESCE(v.merged_into_id, t.vendor_id) IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})
UNION ALL
SELECT 'incident', n.id, w.vendor_id, n.engagement_id, n.closed_by_id, n.status, n.title,
       n.happened_on, n.reassess_on, n.logged_by_id, '', '', '', NULL, NULL, NULL, ''
FROM (SELECT s.vendor_id, s.vendor_id AS was_id FROM sharing_sharingrequest s WHERE s.id {ids}
      UNION SELECT v.merged_into_id, v.id FROM vendors_vendor v
      WHERE v.merged_into_id IN (SELECT vendor_id FROM sharing_sharingrequest WHERE id {ids})) w
JOIN vendors_incident n ON n.vendor_id = w.was_id
UNION ALL
SELECT 'condition', f.id, NULL, f.engagement_id, f.reported_by_id, f.status, f.text, NULL, f.due_on, p.id, p.name, '',
       '', NULL, NULL, f.judged_by_id, ''
FROM vendors_fitcondition f JOIN accounts_person p ON p.id = f.owner_id
WHERE f.engagement_id IN (SELECT engagement_id FROM sharing_sharingrequest WHERE id {ids})
ORDER BY 1, 2"""

# The engagements that the vendor's group is at work in, by the group's head, with the facts of each; a row of its own
# for each kind of contract that has not ended. CROSS JOIN is SQLite's word for "in this order", and the rows are left
# to us to throw out by their status: else it reads all engagements to build a filter.
WORK = """
WITH family AS (
  SELECT DISTINCT COALESCE(v.parent_id, v.id) AS id FROM sharing_sharingrequest s
  JOIN vendors_vendor v ON v.id = s.vendor_id WHERE s.id {ids}),
member AS (
  SELECT f.id AS family, f.id AS id FROM family f
  UNION SELECT f.id, v.id FROM family f JOIN vendors_vendor v ON v.parent_id = f.id),
work AS (
  SELECT n.vendor_id, n.engagement_id, CAST(NULL AS varchar(8)) AS kind FROM selection_candidate n
  WHERE n.status = 'selected' AND n.vendor_id IN (SELECT id FROM member)
  UNION SELECT k.vendor_id, k.engagement_id, k.kind FROM contracts_contract k
  WHERE k.engagement_id IS NOT NULL AND k.status NOT IN ('expired', 'terminated')
    AND k.vendor_id IN (SELECT id FROM member))
SELECT m.family, w.vendor_id, w.kind, e.id, e.status, e.data_class AS fact_data_class,
  e.data_categories AS fact_data_categories, e.volume AS fact_volume, e.access AS fact_access,
  e.criticality AS fact_criticality, e.is_substitutable AS fact_is_substitutable,
  e.delivery_countries AS fact_delivery_countries, e.processing_role AS fact_processing_role
FROM member m CROSS JOIN work w CROSS JOIN vendors_engagement e
WHERE w.vendor_id = m.id AND e.id = w.engagement_id"""

# One row for each approval that stands, at least one for each request.
REQUESTS = """
SELECT s.id, s.status, s.title, s.vendor_id, s.engagement_id, s.contract_id, s.data_class, s.data_categories,
  s.description, s.purpose, s.way, s.destination, s.countries, s.volume, s.transfer_bases, s.legal_basis,
  s.retention, s.frequency, s.is_evaluation, s.planned_on, s.until_on, s.requested_at, s.used_at,
  rq.id AS requester_id, rq.name AS requester_name, ow.id AS owner_id, ow.name AS owner_name,
  v.name AS vendor_name, v.status AS vendor_status, v.kind AS vendor_kind, v.merged_into_id,
  COALESCE(v.parent_id, v.id) AS family, v.approved_data_class,
  v.approved_categories, v.approved_until_on, v.approved_by_id, v.epoch AS vendor_epoch,
  v.entered_by_id AS vendor_entered_by_id,
  vo.id AS vendor_owner_id, vo.name AS vendor_owner_name,
  e.title AS engagement_title, e.status AS engagement_status, e.epoch AS engagement_epoch, e.country, e.it_kind,
  e.is_core, e.data_class AS fact_data_class, e.data_categories AS fact_data_categories, e.volume AS fact_volume,
  e.access AS fact_access, e.criticality AS fact_criticality, e.is_substitutable AS fact_is_substitutable,
  e.delivery_countries AS fact_delivery_countries, e.processing_role AS fact_processing_role, e.facts_entered_by,
  eo.id AS engagement_owner_id, eo.name AS engagement_owner_name, n.status AS candidate_status,
  aw.proposed_by_id AS award_proposed_by_id,
  k.id AS k_id, k.title AS k_title, k.vendor_id AS k_vendor_id, k.engagement_id AS k_engagement_id,
  k.status AS k_status, k.kind AS k_kind, k.starts_on AS k_starts_on, k.ends_on AS k_ends_on,
  ko.id AS k_owner_id, ko.name AS k_owner_name,
  m.id AS m_id, m.title AS m_title, m.vendor_id AS m_vendor_id, m.engagement_id AS m_engagement_id,
  m.status AS m_status, m.kind AS m_kind, m.starts_on AS m_starts_on, m.ends_on AS m_ends_on,
  mo.id AS m_owner_id, mo.name AS m_owner_name,
  c.id AS c_id, c.sharing_id AS c_sharing_id, c.issued_at AS c_issued_at, c.valid_until AS c_valid_until,
  c.ends_with AS c_ends_with, c.policy_id AS c_policy_id, c.vendor_epoch AS c_vendor_epoch,
  c.engagement_epoch AS c_engagement_epoch, c.scope_digest AS c_scope_digest, c.digest AS c_digest,
  c.signature AS c_signature,
  a.id AS a_id, ab.id AS a_by_id, ab.name AS a_by_name, a.at AS a_at, a.until_on AS a_until_on,
  a.scope_digest AS a_scope_digest, a.vendor_epoch AS a_vendor_epoch, a.engagement_epoch AS a_engagement_epoch,
  a.withdrawn_at AS a_withdrawn_at,
  (SELECT MAX(z.id) FROM sharing_clearance z WHERE z.sharing_id = s.id) AS newest_clearance_id,
  (WITH RECURSIVE newer(id, clearance_id) AS (
     SELECT w.id, w.clearance_id FROM sharing_sharingrequest w WHERE w.supersedes_id = s.id
     UNION ALL
     SELECT w.id, w.clearance_id FROM newer JOIN sharing_sharingrequest w ON w.supersedes_id = newer.id)
   SELECT MAX(newer.id) FROM newer WHERE newer.clearance_id IS NOT NULL) AS newer_id,
  EXISTS (SELECT 1 FROM vendors_namedstaff f WHERE f.vendor_id = s.vendor_id AND f.status <> 'removed'
    AND (f.engagement_id = s.engagement_id OR f.engagement_id IS NULL)) AS is_staff_named,
  (SELECT MIN(rs.id) FROM sharing_restore rs WHERE rs.confirmed_at IS NULL) AS restore_id
FROM sharing_sharingrequest s
JOIN accounts_person rq ON rq.id = s.requested_by_id JOIN accounts_person ow ON ow.id = s.owner_id
JOIN vendors_vendor v ON v.id = s.vendor_id LEFT JOIN accounts_person vo ON vo.id = v.owner_id
JOIN vendors_engagement e ON e.id = s.engagement_id JOIN accounts_person eo ON eo.id = e.owner_id
LEFT JOIN selection_candidate n ON n.engagement_id = s.engagement_id AND n.vendor_id = s.vendor_id
LEFT JOIN selection_award aw ON aw.candidate_id = n.id AND aw.status = 'proposed'
LEFT JOIN contracts_contract k ON k.id = s.contract_id LEFT JOIN accounts_person ko ON ko.id = k.owner_id
LEFT JOIN contracts_contract m ON m.id = k.master_id LEFT JOIN accounts_person mo ON mo.id = m.owner_id
LEFT JOIN sharing_clearance c ON c.id = s.clearance_id
LEFT JOIN sharing_approval a ON a.sharing_id = s.id AND a.withdrawn_at IS NULL
LEFT JOIN accounts_person ab ON ab.id = a.by_id
WHERE s.id {ids} ORDER BY s.id, a.id"""
